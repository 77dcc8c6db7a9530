import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { completeQuestion, InvalidInput, type NoticeQuery, type WatchSubject } from '#application';
import { nearestNames, type World } from '#domain';
import { type NewWatch, WatchedNotices } from './watch.dto.ts';

type Wrong = InvalidInput['errors'][number];

/** Members of a new watch that say what is watched, by kind: those it needs, and those it may have. */
const MEMBERS = {
  vendor: { needed: ['vendor'], possible: ['market', 'need'] },
  market: { needed: ['market'], possible: ['need'] },
  need: { needed: ['market'], possible: ['need', 'needs'] },
  regime: { needed: ['regime'], possible: [] },
  notices: { needed: ['query'], possible: [] },
} as const;
const ALL = ['vendor', 'market', 'need', 'needs', 'regime', 'query'] as const;

/**
 * What a new watch watches, checked against what this world knows.
 *
 * @throws InvalidInput with everything that is wrong.
 */
export function watchedBy(body: NewWatch, world: World, today: string): WatchSubject {
  const { needed, possible } = MEMBERS[body.kind];
  const allowed: readonly string[] = [...needed, ...possible];
  refuse([
    ...needed
      .filter((name) => body[name] === undefined)
      .map((name) => ({ pointer: `/${name}`, detail: `A watch of the kind "${body.kind}" needs ${name}.` })),
    ...ALL.filter((name) => body[name] !== undefined && !allowed.includes(name)).map((name) => ({
      pointer: `/${name}`,
      detail: `A watch of the kind "${body.kind}" has no ${name}; it has ${allowed.join(', ')}.`,
    })),
    ...unknownName('vendor', body.vendor, world.vendors.keys()),
    ...unknownName('market', body.market, world.markets.keys()),
    ...unknownName('regime', body.regime, world.regimes.keys()),
  ]);
  const { vendor = '', market = '', regime = '', need } = body;
  switch (body.kind) {
    case 'vendor':
      return {
        kind: 'vendor',
        vendor,
        ...(market === '' ? {} : { market }),
        ...(need === undefined ? {} : { need }),
      };
    case 'market':
      return { kind: 'market', market, ...(need === undefined ? {} : { need }) };
    case 'need': {
      const question = completeQuestion(world, { market, base: need, need: body.needs }, today);
      return { kind: 'need', market, needs: question.need };
    }
    case 'regime':
      return { kind: 'regime', regime };
    case 'notices':
      return { kind: 'notices', query: noticeQuery(body.query ?? {}) };
    default:
      throw new Error('A watch has one of the known kinds.');
  }
}

function noticeQuery(stated: Record<string, unknown>): NoticeQuery {
  const query = plainToInstance(WatchedNotices, stated);
  const errors = validateSync(query, { whitelist: true, forbidNonWhitelisted: true });
  refuse(
    errors.map(({ property, constraints }) => ({
      pointer: `/query/${property}`,
      detail: `${Object.values(constraints ?? { unknown: `There is no condition "${property}"` }).join('; ')}.`,
    })),
  );
  const plain: NoticeQuery = JSON.parse(JSON.stringify(query));
  return plain;
}

function unknownName(name: string, stated: string | undefined, known: Iterable<string>): Wrong[] {
  const names = [...known];
  if (stated === undefined || names.includes(stated)) return [];
  const nearest = nearestNames(stated, names);
  const hint = nearest.length > 0 ? ` Nearest: ${nearest.join(', ')}.` : '';
  return [{ pointer: `/${name}`, detail: `There is no ${name} "${stated}".${hint}`, nearest }];
}

function refuse(wrong: readonly Wrong[]): void {
  if (wrong.length > 0) throw new InvalidInput(wrong);
}
