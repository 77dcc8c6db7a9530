import { setImmediate as nextTurn } from 'node:timers/promises';
import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsOptional, Length, Matches } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { completeQuestion, InvalidInput, Rankings, TenantWorlds } from '#application';
import { DEFAULT_NEEDS, type DefaultNeed, nearestNames, type Verdict, type World } from '#domain';
import type { OfferingVerdicts } from '#matching';
import { type AuthenticatedRequest, principalOf } from '../http/access.guard.ts';
import { KeptPages } from '../http/kept-pages.ts';
import { entityTag } from '../http/writes/versions.ts';
import { dayOf } from './as-of.dto.ts';

/** One letter per verdict, so that a matrix of a hundred vendors and markets stays small. */
const CODES: Readonly<Record<Verdict, string>> = {
  eligible: 'E',
  conditional: 'C',
  unregulated: 'R',
  unknown: 'U',
  ineligible: 'I',
};
const NO_OFFERING = '-';

/** Comma-separated or repeated values, also under a name with brackets. */
const List = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) =>
    (Array.isArray(value) ? value : [value]).flatMap((part: unknown) =>
      typeof part === 'string' ? part.split(',').map((word) => word.trim()) : [part],
    ),
  );

class MatrixQuery {
  @IsOptional()
  @IsIn(DEFAULT_NEEDS, { message: `need must be one of ${DEFAULT_NEEDS.join(', ')}` })
  need: DefaultNeed = 'public';
  @IsOptional()
  @List()
  @IsArray()
  @ArrayMaxSize(1000)
  @Length(1, 100, { each: true })
  vendor?: string[];
  @IsOptional()
  @List()
  @IsArray()
  @ArrayMaxSize(300)
  @Length(1, 8, { each: true })
  market?: string[];
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'asOf must be a calendar date such as 2026-11-24' })
  asOf?: string;
}

/** Vendors by markets: the best verdict of each, for a default need. */
@Controller('v1/matrix')
export class MatrixController {
  constructor(
    private readonly worlds: TenantWorlds,
    private readonly rankings: Rankings,
    private readonly kept: KeptPages,
  ) {}

  @Get()
  async read(
    @Query() query: MatrixQuery,
    @Req() request: AuthenticatedRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const world = await this.worlds.now(principalOf(request).tenant);
    const asOf = dayOf(query.asOf);
    const vendors = chosen('vendor', query.vendor, world.vendors);
    const markets = chosen('market', query.market, world.markets);
    const matrix = await this.compute(world, asOf, query.need, vendors, markets);
    const body = JSON.stringify(matrix);
    this.kept.keepAndSend(request, reply, {
      position: world.position,
      parts: [Buffer.from(body)],
      etag: entityTag(body),
      next: null,
    });
  }

  private async compute(
    world: World,
    asOf: string,
    need: DefaultNeed,
    vendors: readonly string[],
    markets: readonly string[],
  ): Promise<object> {
    const columns: OfferingVerdicts[] = [];
    for (const market of markets) {
      const question = completeQuestion(world, { market, base: need, asOf }, asOf);
      columns.push(await this.rankings.verdicts(world, { question, weights: null, where: null }));
      // Verdicts that are kept already would otherwise follow each other without a pause.
      await nextTurn();
    }
    return {
      position: world.position,
      asOf,
      need,
      codes: Object.fromEntries([
        ...Object.entries(CODES).map(([verdict, code]) => [code, verdict]),
        [NO_OFFERING, null],
      ]),
      markets: markets.map((code) => ({ code, name: world.markets.get(code)?.name ?? code })),
      vendors: vendors.map((id) => ({
        id,
        name: world.vendors.get(id)?.name ?? id,
        country: world.vendors.get(id)?.seat ?? null,
      })),
      /** One text per vendor, with one letter per market. */
      verdicts: vendors.map((id) => columns.map((column) => codeOf(column.bestOf(id))).join('')),
    };
  }
}

function codeOf(verdict: Verdict | null): string {
  return verdict === null ? NO_OFFERING : CODES[verdict];
}

/** The named ones in the order of their names, each of which must exist; all when none is named. */
function chosen(
  parameter: string,
  named: readonly string[] | undefined,
  known: ReadonlyMap<string, unknown>,
): readonly string[] {
  if (named === undefined) return [...known.keys()].toSorted();
  const errors = named
    .filter((name) => !known.has(name))
    .map((name) => {
      const nearest = nearestNames(name, known.keys());
      const detail = `There is no ${parameter} "${name}".${nearest.length > 0 ? ` Nearest: ${nearest.join(', ')}.` : ''}`;
      return { parameter, detail, nearest };
    });
  if (errors.length > 0) throw new InvalidInput(errors);
  return [...new Set(named)].toSorted();
}
