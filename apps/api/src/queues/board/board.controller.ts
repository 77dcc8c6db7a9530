import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { createBullBoard } from '@bull-board/api';
import { Controller, Get, Patch, Post, Put, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { NotFound } from '#application';
import { QueueRegistry } from '#messaging';
import type { AuthenticatedRequest } from '../../http/access.guard.ts';
import { ProblemException } from '../../http/problem.ts';
import { BOARD_POLICY, boardPage } from './board-page.ts';
import { BoardRoutes } from './board-routes.ts';
import { ShownQueue } from './shown-queue.ts';

const ADDRESS = '/ops/queues';
const TYPES: ReadonlyMap<string, string> = new Map([
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.json', 'application/json; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.ico', 'image/x-icon'],
  ['.woff2', 'font/woff2'],
]);
/**
 * Jobs follow from the ledger. Whoever makes them up, changes what they are about, or throws them away by the queue
 * only works against the reconciler, and when work recurs is for the settings to say. `board-style.ts` hides the buttons.
 */
const REFUSED =
  /\/(?:add|update-data|empty|obliterate|clean|clean\/[^/]+|remove-unprocessed-children|job-schedulers\/[^/]+(?:\/remove)?)$/;

/** bull-board: every job of every queue, for operators; behind the guard and in the audit like every other route. */
@ApiExcludeController()
@Controller('ops/queues')
export class BoardController {
  private opened: BoardRoutes | undefined;
  private template: Promise<string> | undefined;

  constructor(private readonly queues: QueueRegistry) {}

  @Get()
  async home(@Res() reply: FastifyReply): Promise<void> {
    await this.page(reply);
  }

  @Get('*')
  async read(@Req() request: AuthenticatedRequest, @Res() reply: FastifyReply): Promise<void> {
    const path = pathOf(request);
    if (path.startsWith('/static/')) await this.file(path.slice('/static/'.length), reply);
    else if (path.startsWith('/api/')) await this.answer(path, request, reply);
    else if (this.board.isPage(path)) await this.page(reply);
    else throw new NotFound('page', path);
  }

  @Post('*')
  async post(@Req() request: AuthenticatedRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.answer(pathOf(request), request, reply);
  }

  @Put('*')
  async put(@Req() request: AuthenticatedRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.answer(pathOf(request), request, reply);
  }

  @Patch('*')
  async patch(@Req() request: AuthenticatedRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.answer(pathOf(request), request, reply);
  }

  /** Made when it is first looked at: most processes never show it. */
  private get board(): BoardRoutes {
    this.opened ??= openBoard(this.queues);
    return this.opened;
  }

  private async page(reply: FastifyReply): Promise<void> {
    this.template ??= readFile(join(this.board.viewsFolder, 'index.ejs'), 'utf8');
    const page = boardPage(await this.template, `${ADDRESS}/`, this.board.uiConfig);
    await reply
      .type('text/html; charset=utf-8')
      .headers({ 'content-security-policy': BOARD_POLICY, 'cache-control': 'no-cache' })
      .send(page);
  }

  private async file(name: string, reply: FastifyReply): Promise<void> {
    const folder = this.board.staticFolder;
    const path = normalize(join(folder, name));
    const type = TYPES.get(extname(path));
    const isInside = path.startsWith(folder + sep);
    if (type === undefined || !isInside || !existsSync(path) || !statSync(path).isFile())
      throw new NotFound('file', name);
    await reply
      .type(type)
      // A script that runs as a worker is held to the policy that it came with.
      .headers({ 'content-security-policy': BOARD_POLICY, 'cache-control': 'private, max-age=3600' })
      .send(await readFile(path));
  }

  private async answer(path: string, request: AuthenticatedRequest, reply: FastifyReply): Promise<void> {
    if (request.method !== 'GET' && isRefused(path)) {
      const detail = 'Jobs follow from the ledger: they are not made up, altered or thrown away by hand.';
      throw new ProblemException('forbidden', detail);
    }
    const answer = await this.board.answer({
      method: request.method === 'HEAD' ? 'GET' : request.method,
      path,
      query: recordOf(request.query),
      body: request.body,
    });
    if (answer === null) throw new NotFound('route', path);
    await reply
      .status(answer.status ?? 200)
      .header('cache-control', 'no-store')
      .send(answer.body);
  }
}

function openBoard(queues: QueueRegistry): BoardRoutes {
  const board = new BoardRoutes();
  createBullBoard({
    queues: queues.all().map((queue) => new ShownQueue(queue)),
    serverAdapter: board,
    options: { uiConfig: { boardTitle: 'Placet queues', hideDocsLink: true, hideRedisDetails: true } },
  });
  return board;
}

/** Doubled and closing slashes lead to the same routes. */
function isRefused(path: string): boolean {
  return REFUSED.test(path.replaceAll(/\/+/g, '/').replace(/\/$/, ''));
}

function pathOf(request: AuthenticatedRequest): string {
  return request.url.slice(ADDRESS.length).split('?')[0] ?? '';
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
