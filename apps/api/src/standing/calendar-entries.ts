import { Injectable } from '@nestjs/common';
import { ForeseeFlips, NoticeSearch, WorldKeeper } from '#application';
import {
  indexOf,
  type Language,
  nameOfPlace,
  nameOfVendor,
  type RuleValidity,
  sayTransition,
  titleOfRegime,
  type World,
} from '#domain';

/** Kinds of entries: a verdict that turns, a rule that begins or ends, a certificate that ends, a notice that closes. */
export const CALENDAR_KINDS = ['verdict', 'regime', 'certificate', 'deadline'] as const;
export type CalendarKind = (typeof CALENDAR_KINDS)[number];

/** What is asked of the calendar; `until` is the first day that no longer counts. */
export interface CalendarQuestion {
  readonly after: string;
  readonly until: string;
  readonly market?: string;
  readonly vendor?: string;
  readonly kinds: ReadonlySet<CalendarKind>;
}

/** One entry of the calendar. */
export interface CalendarEntry {
  readonly id: string;
  readonly kind: CalendarKind;
  readonly day: string;
  /** The moment, where it is known. */
  readonly at: string | null;
  readonly market: string | null;
  readonly vendor: string | null;
  readonly offering: string | null;
  /** What it is about: a regime, certificate, notice or offering. */
  readonly subject: string;
  readonly title: string;
  readonly sentence: string;
  readonly from: string | null;
  readonly to: string | null;
}

const NOTICES = 200;

/** Gathers what is to come: from the verdicts that will turn, and from the dates of what is known. */
@Injectable()
export class CalendarEntries {
  constructor(
    private readonly worlds: WorldKeeper,
    private readonly flips: ForeseeFlips,
    private readonly notices: NoticeSearch,
  ) {}

  /** All entries in the order of days. */
  async gather(asked: CalendarQuestion, language: Language): Promise<readonly CalendarEntry[]> {
    const { world } = this.worlds;
    const { kinds, after, until } = asked;
    const found = [
      ...(kinds.has('verdict') ? await this.verdicts(world, asked, language) : []),
      ...(kinds.has('regime') && asked.vendor === undefined ? regimes(world, asked, language) : []),
      ...(kinds.has('certificate') && asked.market === undefined ? certificates(world, asked, language) : []),
      ...(kinds.has('deadline') && asked.vendor === undefined ? await this.deadlines(asked) : []),
    ];
    return found
      .filter(({ day }) => day > after && day < until)
      .toSorted((a, b) => compare(a.day, b.day) || compare(a.id, b.id));
  }

  private async verdicts(
    world: World,
    { market, vendor, after }: CalendarQuestion,
    language: Language,
  ): Promise<CalendarEntry[]> {
    const entries: CalendarEntry[] = [];
    for (const code of market === undefined ? world.markets.keys() : [market]) {
      for (const flip of await this.flips.of(world, code, after, vendor)) {
        const { day, offering, before, after: to, thing, parts } = flip;
        const said = { market: code, offering, vendor: flip.vendor, before, after: to, asOf: day, parts };
        entries.push({
          id: `verdict:${code}/${offering}@${day}`,
          kind: 'verdict',
          day,
          at: null,
          market: code,
          vendor: flip.vendor,
          offering,
          subject: offering,
          title: `${world.offerings.get(offering)?.name ?? offering}, ${nameOfPlace(world, language, code)}: ${before ?? 'none'} → ${to ?? 'none'}`,
          sentence: sayTransition(world, { ...said, cause: { kind: 'day', thing } }, language),
          from: before,
          to,
        });
      }
    }
    return entries;
  }

  private async deadlines({ market, after, until }: CalendarQuestion): Promise<CalendarEntry[]> {
    const { rows } = await this.notices.search(
      {
        ...(market === undefined ? {} : { market }),
        relevance: ['relevant'],
        status: 'open',
        deadlineFrom: after,
        deadlineTo: until,
        languages: [],
      },
      'deadline',
      null,
      NOTICES,
    );
    return rows.flatMap(({ id, body }): CalendarEntry[] => {
      const at = body.deadline?.instant ?? null;
      if (at === null) return [];
      const title = Object.values(body.title ?? {})[0] ?? body.key;
      return [
        {
          id: `deadline:${id}`,
          kind: 'deadline',
          day: at.slice(0, 10),
          at,
          market: body.market ?? null,
          vendor: null,
          offering: null,
          subject: id,
          title,
          sentence: title,
          from: null,
          to: null,
        },
      ];
    });
  }
}

function regimes(world: World, { market }: CalendarQuestion, language: Language): CalendarEntry[] {
  const places =
    market === undefined ? null : new Set([market, '*', ...(world.markets.get(market)?.blocs ?? [])]);
  return [...world.regimes.values()].flat().flatMap((regime): CalendarEntry[] => {
    if (places?.has(regime.market) === false || regime.status === 'draft') return [];
    const { id, version } = regime;
    const title = `${titleOfRegime(world, language, id, version)} (${version})`;
    const own = datesOf(regime.valid).map((date) => ({ ...date, of: id, what: title }));
    const clauses = regime.requirements.flatMap((requirement) =>
      datesOf(requirement.valid).map((date) => ({
        ...date,
        of: `${id}/${requirement.id}`,
        what: `${title}: ${requirement.title}`,
      })),
    );
    // A clause that begins and ends with its regime is told with it.
    const apart = clauses.filter(({ day }) => own.every((date) => date.day !== day));
    return [...own, ...apart].map(({ effect, day, of, what }) => ({
      id: `regime:${of}@${version}:${effect}`,
      kind: 'regime',
      day,
      at: null,
      market: regime.market,
      vendor: null,
      offering: null,
      subject: of,
      title: what,
      sentence: SENTENCES[language][effect](what),
      from: null,
      to: null,
    }));
  });
}

function datesOf({ from, to }: RuleValidity): { effect: 'begins' | 'ends'; day: string }[] {
  return [
    ...(from === null || from === 'unknown' ? [] : [{ effect: 'begins' as const, day: from }]),
    ...(to === null ? [] : [{ effect: 'ends' as const, day: to }]),
  ];
}

function certificates(world: World, { vendor }: CalendarQuestion, language: Language): CalendarEntry[] {
  const index = indexOf(world);
  return [...world.certificates].flatMap(([subject, held]) =>
    held.flatMap((certificate): CalendarEntry[] => {
      const owner = ownerOf(world, subject);
      const day = index.period(certificate).to;
      if (day === null || certificate.status !== 'held' || owner === null) return [];
      if (vendor !== undefined && owner.vendor !== vendor) return [];
      const scheme = world.schemes.get(certificate.scheme)?.title ?? certificate.scheme;
      const title = `${scheme}: ${owner.offering === null ? nameOfVendor(world, language, owner.vendor) : (world.offerings.get(owner.offering)?.name ?? owner.offering)}`;
      return [
        {
          id: `certificate:${certificate.id}`,
          kind: 'certificate',
          day,
          at: null,
          market: null,
          vendor: owner.vendor,
          offering: owner.offering,
          subject: certificate.id,
          title,
          sentence: SENTENCES[language].ends(title),
          from: null,
          to: null,
        },
      ];
    }),
  );
}

/** Whose certificate it is; null for subjects below an offering that nobody sells any more. */
function ownerOf(world: World, subject: string): { vendor: string; offering: string | null } | null {
  const [kind = '', id = ''] = subject.split(':');
  if (kind === 'provider') return { vendor: id, offering: null };
  const offering = world.offerings.get(id.split('/')[0] ?? '');
  return offering === undefined ? null : { vendor: offering.vendor, offering: offering.id };
}

const SENTENCES: Readonly<Record<Language, Readonly<Record<'begins' | 'ends', (what: string) => string>>>> = {
  en: { begins: (what) => `${what} enters into force.`, ends: (what) => `${what} ends.` },
  ko: { begins: (what) => `${what}: 시행됩니다.`, ends: (what) => `${what}: 종료됩니다.` },
};

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
