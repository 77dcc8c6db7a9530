import { regime, vendor } from './story.ts';

/** One change of a verdict that a stream brings about, known because the stream was made so. */
export interface MadeFlip {
  readonly offering: string;
  readonly before: string;
  readonly after: string;
  /** The document that turns it. */
  readonly cause: { readonly kind: 'vendor' | 'regime'; readonly key: string };
}

/** A seeded stream of updates of vendors and one regime, and every change of a verdict that it makes. */
export interface UpdateStream {
  /** Documents as they stand before the first update. */
  readonly before: string;
  /** Deliveries in the order in which they are to be sent. */
  readonly deliveries: readonly string[];
  readonly updates: number;
  readonly flips: readonly MadeFlip[];
}

const VENDORS = Array.from({ length: 40 }, (_, n) => `vendor-${String(n).padStart(2, '0')}`);
/** Two schemes without registers: whoever says nothing under one is unknown there, whoever has it is eligible. */
const OTHER_SCHEME = `
schema: placet.scheme/v1
id: WHISPER
title: Another scheme without a register
holder: offering
levels: [bronze, silver, gold]
validity: P60M
`;
const LEVELS = ['silver', 'gold'] as const;
const SCHEMES = ['RUMOUR', 'WHISPER'] as const;
const AT_ONCE = 25;

interface Stated {
  readonly scheme: (typeof SCHEMES)[number] | null;
  readonly level: (typeof LEVELS)[number];
}

/** Numbers in [0, 1) that follow from a seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Makes a stream of so many updates. Half change nothing that counts (names, levels above the one asked for, wording of
 * the regime), some are sent again word for word, some come late after newer ones, and the rest turn verdicts.
 */
export function updateStream(seed: number, updates: number): UpdateStream {
  const random = randomFrom(seed);
  const pick = <T>(from: readonly T[]): T => {
    const found = from[Math.floor(random() * from.length)];
    if (found === undefined) throw new Error('Nothing to pick from');
    return found;
  };
  let serial = 0;
  let asked: (typeof SCHEMES)[number] = 'RUMOUR';
  let version = 0;
  const stated = new Map<string, Stated>(VENDORS.map((id) => [id, { scheme: null, level: 'gold' }]));
  const sent: string[] = [];
  const flips: MadeFlip[] = [];

  const verdictOf = ({ scheme }: Stated): string => (scheme === asked ? 'eligible' : 'unknown');
  const turn = (id: string, before: string, after: string, cause: MadeFlip['cause']): void => {
    if (before !== after) flips.push({ offering: `${id}-cloud`, before, after, cause });
  };
  /** Each document differs from all before it, so that only what is meant to be a copy is one. */
  const vendorDocument = (id: string): string => {
    const { scheme, level } = stated.get(id) ?? { scheme: null, level: 'gold' };
    const held = scheme === null ? undefined : { scheme, level, from: '2026-01-01' };
    return vendor(id, held).replace(`${id.toUpperCase()} Cloud`, `${id} as of update ${++serial}`);
  };
  const regimeDocument = (): string => {
    version += 1;
    // Each version begins a day after the one before it, so that the last one counts.
    const from = new Date(Date.UTC(2020, 0, version)).toISOString().slice(0, 10);
    const rules = { version: String(version).padStart(4, '0'), from, level: 'bronze', scheme: asked };
    return regime(rules).replace('title: Story regime', `title: Story regime, wording ${++serial}`);
  };
  const restate = (id: string, to: Stated): string => {
    const before = verdictOf(stated.get(id) ?? to);
    stated.set(id, to);
    turn(id, before, verdictOf(to), { kind: 'vendor', key: id });
    return vendorDocument(id);
  };
  const republish = (isMaterial: boolean): string => {
    const before = new Map([...stated].map(([id, standing]) => [id, verdictOf(standing)]));
    if (isMaterial) asked = asked === 'RUMOUR' ? 'WHISPER' : 'RUMOUR';
    for (const [id, standing] of stated)
      turn(id, before.get(id) ?? '', verdictOf(standing), { kind: 'regime', key: 'kr-story' });
    return regimeDocument();
  };
  const update = (id: string): string => {
    const standing = stated.get(id) ?? { scheme: null, level: 'gold' };
    const kind = random();
    if (kind < 0.3) return vendorDocument(id);
    if (kind < 0.5) return restate(id, { ...standing, level: standing.level === 'gold' ? 'silver' : 'gold' });
    if (kind < 0.65 && sent.length > 0) return pick(sent);
    return restate(id, { scheme: pick([...SCHEMES, null]), level: pick(LEVELS) });
  };

  const before = [OTHER_SCHEME, regimeDocument(), ...VENDORS.map(vendorDocument)].join('\n---\n');
  const deliveries: string[] = [];
  let made = 0;
  while (made < updates) {
    const kind = random();
    if (kind < 0.1 && deliveries.length > 0) {
      // A whole delivery again, byte for byte.
      const copy = pick(deliveries);
      const copies = copy.split('\n---\n').length;
      if (made + copies > updates) continue;
      deliveries.push(copy);
      made += copies;
      continue;
    }
    // A vendor comes once in a delivery: what is said twice in one transaction is never seen in between.
    const touched = VENDORS.filter(() => random() < 0.3).slice(0, Math.min(AT_ONCE, updates - made));
    const documents = kind < 0.25 ? [republish(kind < 0.2)] : touched.map(update);
    if (documents.length === 0) continue;
    deliveries.push(documents.join('\n---\n'));
    sent.push(...documents);
    made += documents.length;
  }
  return { before, deliveries, updates: made, flips };
}
