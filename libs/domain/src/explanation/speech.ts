import { isDay } from '../calendar/day.ts';
import { dayOfReading } from '../evaluation/certificates/register.ts';
import { indexOf } from '../evaluation/world-index.ts';
import { listOf, textOf } from '../evaluation/facts/scalar.ts';
import { groupIdOf } from '../language/known-name.ts';
import type { SetValue, Value } from '../language/test.ts';
import type { Scalar, SubjectRef } from '../model/evidence.ts';
import type { Need } from '../model/need.ts';
import type { ValueType } from '../model/vocabulary.ts';
import type { Day } from '../model/time.ts';
import type { World } from '../model/world.ts';
import type { Register } from '../model/scheme.ts';
import type { Grammar } from './grammar.ts';
import { scalarsIn } from './message-values.ts';
import {
  nameOfPlace,
  nameOfRegister,
  nameOfScheme,
  nameOfVendor,
  placeInSentence,
  titleOfRegime,
  titleOfRequirement,
} from './names.ts';
import { newestReadings, registerStandings, type RegisterStanding } from './register-standing.ts';

/** What the question of a decision is about; sentences name it. */
export interface Topic {
  readonly market: string;
  readonly asOf: Day;
  readonly offering: string;
  readonly vendor: string;
  /** What the question states; values that a test takes from it are said, not where they come from. */
  readonly need?: Need;
}

/** Names and values of one decision's world in one language. */
export interface Speech {
  readonly grammar: Grammar;
  readonly topic: Topic;
  /** Name of the offering that is decided. */
  readonly it: string;
  readonly market: string;
  readonly country: (code: string) => string;
  readonly group: (id: string) => string;
  readonly attribute: (id: string) => string;
  readonly need: (path: string) => string;
  /** The name of an attribute, need, scheme or register; `null` for any other word. */
  readonly known: (word: string) => string | null;
  /** The levels or codes that a need may state; `null` when they aren't listed. */
  readonly optionsOf: (path: string) => string | null;
  readonly scheme: (id: string) => string;
  /** The title of a requirement in this language, where one is recorded. */
  readonly title: (english: string) => string;
  readonly entity: (id: string) => string;
  readonly subject: (ref: SubjectRef) => string;
  /** Name and day of the newest reading of a register. */
  readonly register: (scheme: string, id: string) => { readonly name: string; readonly day: Day | null };
  readonly nameOfRegister: (register: Register) => string;
  readonly registerStandings: (scheme: string, vendor: string) => readonly RegisterStanding[];
  readonly equivalence: (id: string) => string;
  readonly regime: (id: string, version?: string) => string;
  readonly value: (value: Scalar, of?: Named) => string;
  readonly values: (values: readonly Scalar[], of?: Named) => string;
  readonly wanted: (value: Value, of?: Named) => string;
  readonly set: (set: SetValue, of?: Named) => string;
}

/** What a value belongs to, so that countries, days and lengths of time are told from codes. */
export interface Named {
  readonly attribute: string | null;
  readonly need: string | null;
}

const MOST_NAMES = 8;
const CODE_OF_COUNTRY = /^[A-Z]{2}$/;

function typeOf(world: World, of: Named | undefined): ValueType | 'any' {
  if (of?.attribute) return indexOf(world).attribute(of.attribute)?.type ?? 'any';
  if (of?.need) return world.vocabulary.needs.get(of.need)?.type ?? 'any';
  return 'any';
}

function unitOf(world: World, of: Named | undefined): string | null {
  return of?.attribute ? (indexOf(world).attribute(of.attribute)?.unit ?? null) : null;
}

/** Values that a test takes from the need, and whether they are assumed because it doesn't state them. */
interface Taken {
  readonly values: readonly Scalar[];
  readonly assumed: boolean;
}

/** What the vocabulary says that an unstated path means, if that is a value. */
function unstatedValue(world: World, path: string): readonly Scalar[] | null {
  const unstated = world.vocabulary.needs.get(path)?.unstated;
  return typeof unstated === 'object' ? scalarsIn(unstated.value) : null;
}

/** What a test takes from the need: stated and translated, else its default; `null` when neither is there. */
function takenFrom(
  world: World,
  need: Need | undefined,
  asked: Extract<Value, { kind: 'need' }>,
): Taken | null {
  const stated = need?.[asked.need];
  const values = stated === undefined ? unstatedValue(world, asked.need) : listOf(stated);
  const fallback = asked.default === null ? null : { values: listOf(asked.default), assumed: true };
  if (values === null || (stated === undefined && fallback !== null)) return fallback;
  if (asked.map === null) return { values, assumed: stated === undefined };
  const translated = values.flatMap((one) => asked.map?.[textOf(one)] ?? []);
  return translated.length === 0 ? fallback : { values: translated, assumed: stated === undefined };
}

/** Marks values that the question doesn't state. */
function marked(values: readonly string[], isAssumed: boolean, grammar: Grammar): readonly string[] {
  return isAssumed ? values.map(grammar.assumed) : values;
}

/** Binds the names of a world and the values of a question to a language. */
export function speechFor(world: World, topic: Topic, grammar: Grammar): Speech {
  const { language } = grammar;
  const country = (code: string): string => placeInSentence(world, language, code);
  const market = country(topic.market);
  const attribute = (id: string): string => {
    const known = indexOf(world).attribute(id);
    const label = grammar.attribute(known?.id ?? id, known?.description ?? id);
    // A pattern stands for many attributes, so which of them it is has to be said.
    return known?.pattern === true ? `${label} (${id})` : label;
  };
  const need = (path: string): string =>
    grammar.need(path, world.vocabulary.needs.get(path)?.description ?? path);
  const titleOfGroup = (id: string): string => {
    const title = world.groups.get(id)?.title;
    // A bloc is a place, too, and is said like one.
    return title === undefined || title === nameOfPlace(world, 'en', id) ? country(id) : title;
  };
  const hasBloc = (world.markets.get(topic.market)?.blocs.length ?? 0) > 0;
  const home = hasBloc ? grammar.home(market) : market;
  const group = (id: string): string => (id === 'home' ? home : grammar.group(id, titleOfGroup(id)));
  const entity = (id: string): string =>
    world.entities.get(id)?.name ?? (world.vendors.has(id) ? nameOfVendor(world, language, id) : id);

  const text = (value: string, of: Named | undefined): string => {
    const type = typeOf(world, of);
    const groupId = groupIdOf(value);
    if (groupId !== null) return group(groupId);
    if (value === 'home:country') return market;
    if (type === 'date' || (type === 'any' && isDay(value))) return isDay(value) ? grammar.day(value) : value;
    if (type === 'duration') return grammar.duration(value);
    if (type === 'entity') return entity(value);
    if (type === 'country') return country(value);
    if (type === 'any' && CODE_OF_COUNTRY.test(value) && world.jurisdictions.has(value))
      return country(value);
    return grammar.word(value);
  };
  const value = (scalar: Scalar, of?: Named): string => {
    if (typeof scalar === 'boolean') return grammar.yesOrNo(scalar);
    if (typeof scalar === 'number') {
      if (typeOf(world, of) === 'percent') return grammar.percent(scalar, scalar);
      const unit = unitOf(world, of);
      return unit === null ? grammar.number(scalar) : grammar.quantity(grammar.number(scalar), unit);
    }
    if (typeof scalar === 'string') return text(scalar, of);
    if ('currency' in scalar) return grammar.money(scalar);
    return grammar.quantity(grammar.number(scalar.number), scalar.unit);
  };
  const names = (all: readonly string[]): string =>
    all.length === 0
      ? grammar.nothing
      : grammar.list(all.slice(0, MOST_NAMES), Math.max(0, all.length - MOST_NAMES));
  const wanted = (asked: Value, of?: Named): string => {
    if (asked.kind === 'literal') return value(asked.value, of);
    const found = takenFrom(world, topic.need, asked);
    const own = { attribute: null, need: asked.map === null ? asked.need : null };
    if (found === null) return grammar.byNeed(need(asked.need));
    return names(
      marked(
        found.values.map((one) => value(one, own)),
        found.assumed,
        grammar,
      ),
    );
  };
  return {
    grammar,
    topic,
    it: world.offerings.get(topic.offering)?.name ?? topic.offering,
    market,
    country,
    group,
    attribute,
    need,
    known: (word) => {
      if (indexOf(world).attribute(word) !== null) return attribute(word);
      if (world.vocabulary.needs.has(word)) return need(word);
      // Reasons name what is asked about a certificate in one word with its kind.
      const named = word.replace(/^certificate:/, '');
      if (world.schemes.has(named)) return nameOfScheme(world, language, named);
      const register = [...world.registers.values()].flat().find(({ id }) => id === word);
      return register === undefined ? null : nameOfRegister(register, language);
    },
    optionsOf: (path) => {
      const known = world.vocabulary.needs.get(path);
      const options = known === undefined ? [] : known.levels.length > 0 ? known.levels : known.codes;
      return options.length === 0 ? null : names(options.map((option) => grammar.word(option)));
    },
    scheme: (id) => nameOfScheme(world, language, id),
    title: (english) => titleOfRequirement(world, language, english),
    entity,
    subject: (ref) => {
      const id = ref.slice(ref.indexOf(':') + 1);
      if (ref.startsWith('provider:')) return nameOfVendor(world, language, id);
      if (ref.startsWith('entity:')) return entity(id);
      return world.offerings.get(id)?.name ?? id;
    },
    register: (scheme, id) => {
      const readings = (world.registers.get(scheme) ?? [...world.registers.values()].flat()).filter(
        (reading) => reading.id === id,
      );
      const register = newestReadings(readings, topic.asOf)[0] ?? readings[0];
      const name = register === undefined ? id : nameOfRegister(register, language);
      return { name, day: register === undefined ? null : dayOfReading(register) };
    },
    nameOfRegister: (register) => nameOfRegister(register, language),
    registerStandings: (scheme, vendor) => registerStandings(world, scheme, vendor, topic.asOf),
    equivalence: (id) => world.equivalences.find((one) => one.id === id)?.title ?? id,
    regime: (id, version) => titleOfRegime(world, language, id, version),
    value,
    values: (all, of) => names(all.map((one) => value(one, of))),
    wanted,
    set: (set, of) =>
      names(
        set.map((item) => (item.kind === 'fact' ? grammar.byFact(attribute(item.fact)) : wanted(item, of))),
      ),
  };
}
