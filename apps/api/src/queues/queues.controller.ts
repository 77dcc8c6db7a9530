import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import {
  countedGroups,
  type FailedJob,
  type FailureFilter,
  figuresOf,
  JobTallies,
  QueueDesk,
  type QueueState,
  type SummedTally,
} from '#messaging';
import { auditDetails } from '../audit/audit.interceptor.ts';
import { pageByKey } from '../catalogue/page.ts';
import type { AuthenticatedRequest } from '../http/access.guard.ts';
import { Cursors, scopeOf } from '../http/cursors.ts';
import { FailureListQuery, QueueListQuery, QueueQuery, RedriveBody } from './queue.dto.ts';

const MINUTE_MS = 60_000;
/** How many of the latest failures are grouped. */
const LOOKED = 500;
const GROUPS = 20;

/** The queues as operators see them, and what operators do to them. */
@Controller('v1/queues')
export class QueuesController {
  constructor(
    private readonly desk: QueueDesk,
    private readonly tallies: JobTallies,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  async list(@Query() query: QueueListQuery, @Req() request: AuthenticatedRequest): Promise<object> {
    const scope = scopeOf(request.principal, 'queues', query);
    const page = pageByKey(this.cursors, scope, query, this.desk.names(), (name) => name);
    return {
      items: await Promise.all(page.items.map((name) => this.reportOn(name, query.minutes))),
      next: page.next,
    };
  }

  @Get(':queue')
  find(@Param('queue') name: string, @Query() query: QueueQuery): Promise<object> {
    return this.reportOn(name, query.minutes);
  }

  @Post(':queue/pause')
  @HttpCode(200)
  async pause(@Param('queue') name: string): Promise<object> {
    await this.desk.pause(name);
    return stateOf(await this.desk.state(name), new Date());
  }

  @Post(':queue/resume')
  @HttpCode(200)
  async resume(@Param('queue') name: string): Promise<object> {
    await this.desk.resume(name);
    return stateOf(await this.desk.state(name), new Date());
  }

  @Get(':queue/failures')
  async failures(
    @Param('queue') name: string,
    @Query() query: FailureListQuery,
    @Req() request: AuthenticatedRequest,
  ): Promise<object> {
    const scope = scopeOf(request.principal, `queues/${name}/failures`, query);
    const after = this.cursors.read<{ failed: string; id: string }>(query.cursor, scope);
    const found = await this.desk.failures(name, filterOf(query), query.limit + 1, after);
    const page = found.slice(0, query.limit);
    const last = page.at(-1);
    return {
      items: page.map(failureOf),
      next:
        last !== undefined && found.length > page.length
          ? this.cursors.write({ failed: last.failed.toISOString(), id: last.jobId }, scope)
          : null,
    };
  }

  @Post(':queue/redrive')
  @HttpCode(200)
  async redrive(
    @Param('queue') name: string,
    @Body() body: RedriveBody,
    @Req() request: AuthenticatedRequest,
  ): Promise<object> {
    const { job, group, since, limit } = body;
    const done = await this.desk.redrive(name, filterOf(body), limit);
    auditDetails(request, { filter: { job, group, since, limit }, ...done });
    return { queue: name, ...done };
  }

  private async reportOn(name: string, minutes: number): Promise<object> {
    const now = new Date();
    const from = new Date(now.getTime() - minutes * MINUTE_MS);
    const [state, tallies] = await Promise.all([this.desk.state(name), this.tallies.since(from, name)]);
    const failed = state.counts.failed === 0 ? [] : await this.desk.failures(name, {}, LOOKED);
    return {
      ...stateOf(state, now),
      ...throughputOf(tallies, minutes),
      jobs: figuresOf(tallies),
      failures: countedGroups(failed)
        .slice(0, GROUPS)
        .map(({ id, latest, ...group }) => ({ group: id, ...group, latest: latest.toISOString() })),
      failuresLooked: failed.length,
    };
  }
}

function stateOf({ queue, paused, counts, oldestWaiting }: QueueState, now: Date): object {
  return {
    queue,
    paused,
    counts,
    oldestWaiting:
      oldestWaiting === null
        ? null
        : {
            ...oldestWaiting,
            since: oldestWaiting.since.toISOString(),
            ageSeconds: Math.max(0, Math.round((now.getTime() - oldestWaiting.since.getTime()) / 1000)),
          },
  };
}

function throughputOf(tallies: readonly SummedTally[], minutes: number): object {
  const figures = figuresOf(tallies);
  const perMinute = (jobs: number): number => Math.round((jobs / minutes) * 100) / 100;
  return {
    minutes,
    throughput: {
      donePerMinute: perMinute(figures.reduce((sum, { done }) => sum + done, 0)),
      failedPerMinute: perMinute(figures.reduce((sum, { failed }) => sum + failed, 0)),
    },
  };
}

function filterOf({ job, group, since }: FailureListQuery | RedriveBody): FailureFilter {
  return { job, group, ...(since === undefined ? {} : { since: new Date(since) }) };
}

function failureOf({ jobId, id, job, error, reason, failed, attempts, data, stack }: FailedJob): object {
  return { id: jobId, job, group: id, error, reason, failed: failed.toISOString(), attempts, data, stack };
}
