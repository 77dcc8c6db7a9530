import { attributeOf } from '../language/known-name.ts';
import type { Certificate, Fact, SubjectRef } from '../model/evidence.ts';
import type { Equivalence } from '../model/scheme.ts';
import type { Attribute } from '../model/vocabulary.ts';
import type { World } from '../model/world.ts';
import { periodOf, type CertificatePeriod } from './certificates/validity.ts';

/** Lookups over a world that every decision needs; a world never changes, so they are built once. */
export interface WorldIndex {
  readonly attribute: (name: string) => Attribute | null;
  /** Believed facts of a subject and attribute, in recording order. */
  readonly facts: (subject: SubjectRef, attribute: string) => readonly Fact[];
  /** Believed certificates of a subject under a scheme, in recording order. */
  readonly certificates: (subject: SubjectRef, scheme: string) => readonly Certificate[];
  /** Subjects of a kind that are listed under an offering: `facility:<offering>/<id>`. */
  readonly items: (kind: string, offering: string) => readonly SubjectRef[];
  readonly equivalencesTo: (scheme: string) => readonly Equivalence[];
  /** When a certificate holds, with what its scheme adds. */
  readonly period: (certificate: Certificate) => CertificatePeriod;
  /** Vendor ids of an entity. */
  readonly vendorsOfEntity: (entity: string) => readonly string[];
}

const NOTHING: readonly never[] = [];
const indexes = new WeakMap<World, WorldIndex>();

function grouped<Entry>(
  entries: Iterable<Entry>,
  keyOf: (entry: Entry) => string,
): ReadonlyMap<string, Entry[]> {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const key = keyOf(entry);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [entry]);
    else group.push(entry);
  }
  return groups;
}

/** Groups by subject and then by a second key, each subject on first use. */
function bySubject<Entry extends { readonly recorded: { readonly to: string | null } }>(
  all: ReadonlyMap<SubjectRef, readonly Entry[]>,
  keyOf: (entry: Entry) => string,
): (subject: SubjectRef, key: string) => readonly Entry[] {
  const known = new Map<SubjectRef, ReadonlyMap<string, readonly Entry[]>>();
  return (subject, key) => {
    let entries = known.get(subject);
    if (entries === undefined) {
      const believed = (all.get(subject) ?? NOTHING).filter(({ recorded }) => recorded.to === null);
      entries = grouped(believed, keyOf);
      known.set(subject, entries);
    }
    return entries.get(key) ?? NOTHING;
  };
}

function itemsOf(world: World): ReadonlyMap<string, readonly SubjectRef[]> {
  const subjects = new Set([...world.facts.keys(), ...world.certificates.keys()]);
  return grouped([...subjects].filter((subject) => subject.includes('/')).toSorted(), (subject) =>
    subject.slice(0, subject.indexOf('/')),
  );
}

function onFirstUse<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

function build(world: World): WorldIndex {
  const attributes = new Map<string, Attribute | null>();
  const periods = new Map<Certificate, CertificatePeriod>();
  // Few questions go through lists or look for the maker of a part.
  const items = onFirstUse(() => itemsOf(world));
  const equivalences = grouped(world.equivalences, ({ to }) => to?.scheme ?? '');
  const vendors = onFirstUse(() => grouped(world.vendors.values(), ({ entity }) => entity));
  return {
    attribute: (name) => {
      let attribute = attributes.get(name);
      if (attribute === undefined) {
        attribute = attributeOf(world.vocabulary, name);
        attributes.set(name, attribute);
      }
      return attribute;
    },
    facts: bySubject(world.facts, ({ attribute }) => attribute),
    certificates: bySubject(world.certificates, ({ scheme }) => scheme),
    items: (kind, offering) => items().get(`${kind}:${offering}`) ?? NOTHING,
    equivalencesTo: (scheme) => equivalences.get(scheme) ?? NOTHING,
    period: (certificate) => {
      let period = periods.get(certificate);
      if (period === undefined) {
        period = periodOf(certificate, world.schemes.get(certificate.scheme));
        periods.set(certificate, period);
      }
      return period;
    },
    vendorsOfEntity: (entity) => {
      const known = (vendors().get(entity) ?? NOTHING).map(({ id }) => id);
      return known.length > 0 || !world.vendors.has(entity) ? known : [entity];
    },
  };
}

/** The lookups of a world. */
export function indexOf(world: World): WorldIndex {
  let index = indexes.get(world);
  if (index === undefined) {
    index = build(world);
    indexes.set(world, index);
  }
  return index;
}
