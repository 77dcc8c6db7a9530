import type { Attribute } from '../model/vocabulary.ts';
import {
  isObject,
  readDay,
  readDuration,
  readList,
  readNumber,
  readObject,
  readWord,
  refuse,
  type JsonObject,
} from './document-reader.ts';
import { readAttribute, readNeedPath, readScheme } from './known-name.ts';
import { pointer } from './problem.ts';
import { CONDITION_KEYS, readConditions, readNeedConditions, readPercent } from './read-condition.ts';
import { domainOfAttribute, domainOfNeed, readSet, readValue, type ValueDomain } from './read-value.ts';
import type { TestReader } from './test-reader.ts';
import { COMPARISONS, type HolderFilter, type NodePath, type Test } from './test.ts';

const ITEM_SUBJECTS: readonly string[] = ['facility', 'personnel', 'component', 'model'];
const HOLDS = ['offering', 'provider', 'underlying', 'facility', 'personnel', 'component_vendor'] as const;
const RIGHTS = ['veto', 'board_majority', 'golden_share'] as const;
/** `each` for a whole framework, or one of its objectives. */
export const SEAL_OBJECTIVE = /^(each|SOV-[1-9]\d?)$/;

/** Looks a fact's attribute up; facts about listed things can be read only while going through the list. */
export function readFactName(reader: TestReader, value: unknown, path: NodePath): Attribute | null {
  const attribute = readAttribute(reader, value, path);
  if (attribute === null || reader.items === 'any' || !ITEM_SUBJECTS.includes(attribute.subject))
    return attribute;
  if (reader.items.includes(attribute.subject)) return attribute;
  return refuse(
    reader,
    path,
    `${attribute.id} is a fact of one ${attribute.subject}, and here none is meant. Wrap the test in every: ${attribute.subject} or some: ${attribute.subject}.`,
  );
}

function needsCondition(reader: TestReader, found: number, path: NodePath, keys: readonly string[]): void {
  if (found > 0) return;
  refuse(reader, path, `Nothing is tested here. Add a condition: ${keys.join(', ')}.`);
}

/** Reads `{fact, …}`; a `count` among its conditions becomes a node of its own. */
export function readFact(reader: TestReader, raw: JsonObject, path: NodePath): Test | null {
  const keys = ['fact', ...CONDITION_KEYS, 'count', 'at'];
  readObject(reader, raw, path, 'A fact test', keys);
  needsCondition(
    reader,
    Object.keys(raw).filter((key) => key !== 'fact' && key !== 'at').length,
    path,
    CONDITION_KEYS,
  );
  const attribute = readFactName(reader, raw['fact'], pointer(path, 'fact'));
  const at = raw['at'] === undefined ? null : readDay(reader, raw['at'], pointer(path, 'at'), 'at');
  if (attribute === null) return null;
  const fact = String(raw['fact']);
  const conditions = readConditions(reader, raw, path, {
    ...attribute,
    domain: domainOfAttribute(attribute),
  });
  const compared: Test = { path, node: 'fact', fact, conditions, at };
  if (raw['count'] === undefined) return compared;
  const bounds =
    readObject(reader, raw['count'], pointer(path, 'count'), 'count', ['atLeast', 'atMost']) ?? {};
  const counted = countOf(reader, { ...bounds, count: fact }, pointer(path, 'count'));
  return conditions.length === 0 ? counted : { path, node: 'all', of: [compared, counted] };
}

/** Reads `{need, …}` as a condition. */
export function readNeed(reader: TestReader, raw: JsonObject, path: NodePath): Test | null {
  const keys = [...CONDITION_KEYS, 'known', 'maxAge'];
  readObject(reader, raw, path, 'A need test', ['need', ...keys]);
  needsCondition(reader, Object.keys(raw).filter((key) => key !== 'need').length, path, keys);
  const needPath = readNeedPath(reader, raw['need'], pointer(path, 'need'));
  if (needPath === null) return null;
  const subject = { domain: domainOfNeed(needPath), many: needPath.many, choice: false };
  const conditions = [
    ...readConditions(reader, raw, path, subject),
    ...readNeedConditions(reader, raw, path, subject),
  ];
  return { path, node: 'need', need: needPath.id, conditions };
}

function readDimension(
  reader: TestReader,
  raw: unknown,
  path: NodePath,
  known: Readonly<Record<string, readonly string[]>> | null,
): Readonly<Record<string, string>> {
  if (raw === undefined) return {};
  if (!isObject(raw)) {
    refuse(reader, path, 'dimension is an object such as {criteria: basic}.');
    return {};
  }
  const dimension: Record<string, string> = {};
  for (const [name, value] of Object.entries(raw)) {
    const at = pointer(path, name);
    const values = known === null ? null : (known[name] ?? null);
    if (typeof value !== 'string') refuse(reader, at, `The value of the dimension ${name} must be a text.`);
    else if (known !== null && values === null) {
      const names = Object.keys(known);
      refuse(
        reader,
        at,
        `The scheme has no dimension "${name}". ${names.length === 0 ? 'It has none at all.' : `It has ${names.join(', ')}.`}`,
        names,
      );
    } else if (values !== null && values.length > 0) {
      const word = readWord(reader, value, at, `The dimension ${name}`, values);
      if (word !== null) dimension[name] = word;
    } else dimension[name] = value;
  }
  return dimension;
}

/** Reads `{certificate, …}`. */
export function readCertificate(reader: TestReader, raw: JsonObject, path: NodePath): Test | null {
  readObject(reader, raw, path, 'A certificate test', ['certificate', 'atLeast', 'dimension', 'scope', 'on']);
  const scheme = readScheme(reader, raw['certificate'], pointer(path, 'certificate'));
  const levels = scheme === null ? [] : [...scheme.levels, ...Object.keys(scheme.aliases)];
  const what = `scheme ${String(raw['certificate'])}`;
  const domain: ValueDomain = {
    what,
    type: levels.length > 0 ? 'level' : 'any',
    levels,
    codes: [],
    unit: null,
  };
  const services: ValueDomain = { what: `scope of ${what}`, type: 'code', levels: [], codes: [], unit: null };
  return {
    path,
    node: 'certificate',
    scheme: String(raw['certificate']),
    atLeast:
      raw['atLeast'] === undefined
        ? null
        : readValue(reader, raw['atLeast'], pointer(path, 'atLeast'), domain),
    dimension: readDimension(
      reader,
      raw['dimension'],
      pointer(path, 'dimension'),
      scheme?.dimensions ?? null,
    ),
    scope:
      raw['scope'] === undefined ? null : readSet(reader, raw['scope'], pointer(path, 'scope'), services),
    on: raw['on'] === undefined ? null : readWord(reader, raw['on'], pointer(path, 'on'), 'on', HOLDS),
  };
}

function readHolders(reader: TestReader, raw: unknown, path: NodePath): HolderFilter | null {
  const holders = readObject(reader, raw, path, 'holders', ['in', 'outside', 'kind']);
  if (holders === null) return null;
  if (Object.keys(holders).length === 0) {
    return refuse(reader, path, 'holders selects nobody. Say in, outside or kind.');
  }
  const seats: ValueDomain = { what: 'seat of a holder', type: 'country', levels: [], codes: [], unit: null };
  const set = (key: 'in' | 'outside') =>
    holders[key] === undefined ? null : readSet(reader, holders[key], pointer(path, key), seats);
  const kind = holders['kind'];
  return {
    in: set('in'),
    outside: set('outside'),
    kind:
      kind === undefined
        ? null
        : readWord(reader, kind, pointer(path, 'kind'), 'The kind of holders', [
            'public',
            'private',
          ] as const),
  };
}

/** Reads `{control: …}`: a bound on shares, or the absence of rights. */
export function readControl(reader: TestReader, raw: JsonObject, path: NodePath): Test | null {
  const at = pointer(path, 'control');
  const control = isObject(raw['control']) ? raw['control'] : {};
  if (!('right' in control)) return readShare(reader, raw, control, path, at);
  readObject(reader, raw, path, 'A test of rights', ['control', 'none']);
  readObject(reader, control, at, 'control', ['holders', 'right']);
  if (raw['none'] !== true) {
    refuse(reader, path, 'A test of rights says none: true; only the absence of rights is tested.');
  }
  const holders = readHolders(reader, control['holders'], pointer(at, 'holders'));
  const listed = Array.isArray(control['right']) ? control['right'] : [control['right']];
  const rights = readList(reader, listed, pointer(at, 'right'), 'right').flatMap((right, index) => {
    const word = readWord(reader, right, pointer(at, 'right', index), 'A right', RIGHTS);
    return word === null ? [] : [word];
  });
  return holders === null ? null : { path, node: 'rights', holders, rights };
}

function readShare(
  reader: TestReader,
  raw: JsonObject,
  control: JsonObject,
  path: NodePath,
  at: NodePath,
): Test | null {
  readObject(reader, raw, path, 'A test of shares', ['control', ...COMPARISONS]);
  readObject(reader, raw['control'], at, 'control', ['of', 'holders', 'measure']);
  const holders = readHolders(reader, control['holders'], pointer(at, 'holders'));
  const measure = readWord(reader, control['measure'], pointer(at, 'measure'), 'measure', [
    'largest',
    'total',
  ] as const);
  const kinds = readList(reader, control['of'] ?? ['capital', 'votes'], pointer(at, 'of'), 'of').flatMap(
    (of, index) => {
      const word = readWord(reader, of, pointer(at, 'of', index), 'A kind of share', [
        'capital',
        'votes',
      ] as const);
      return word === null ? [] : [word];
    },
  );
  const bounds = COMPARISONS.flatMap((op) => {
    const percent = raw[op] === undefined ? null : readPercent(reader, raw[op], pointer(path, op));
    return percent === null ? [] : [{ op, percent }];
  });
  needsCondition(reader, COMPARISONS.filter((op) => raw[op] !== undefined).length, path, COMPARISONS);
  if (kinds.length === 0) refuse(reader, pointer(at, 'of'), 'of is empty. Say capital, votes or both.');
  return holders === null || measure === null
    ? null
    : { path, node: 'share', of: kinds, holders, measure, bounds };
}

/** Reads `{known: F}`. */
export function readKnown(reader: TestReader, raw: JsonObject, path: NodePath): Test | null {
  readObject(reader, raw, path, 'A known test', ['known']);
  const attribute = readFactName(reader, raw['known'], pointer(path, 'known'));
  return attribute === null ? null : { path, node: 'known', fact: String(raw['known']) };
}

/** Reads `{age: …}` of a date fact or of a certificate. */
export function readAge(reader: TestReader, raw: JsonObject, path: NodePath): Test | null {
  readObject(reader, raw, path, 'An age test', ['age', 'atLeast', 'atMost']);
  const bound = (key: 'atLeast' | 'atMost') =>
    raw[key] === undefined ? null : readDuration(reader, raw[key], pointer(path, key), key);
  const [atLeast, atMost] = [bound('atLeast'), bound('atMost')];
  needsCondition(reader, Object.keys(raw).length - 1, path, ['atLeast', 'atMost']);
  const at = pointer(path, 'age');
  if (isObject(raw['age'])) {
    const of = readObject(reader, raw['age'], at, 'The age of a certificate', ['certificate', 'date']) ?? {};
    readScheme(reader, of['certificate'], pointer(at, 'certificate'));
    const date = readWord(reader, of['date'], pointer(at, 'date'), 'date', [
      'issued',
      'lastSurveillance',
    ] as const);
    if (date === null) return null;
    return { path, node: 'age', of: { certificate: String(of['certificate']), date }, atLeast, atMost };
  }
  const attribute = readFactName(reader, raw['age'], at);
  if (attribute === null) return null;
  if (attribute.type !== 'date') {
    return refuse(
      reader,
      at,
      `${attribute.id} is a ${attribute.type} and has no age. Use an attribute that is a date.`,
    );
  }
  return { path, node: 'age', of: { fact: String(raw['age']) }, atLeast, atMost };
}

/** Reads `{seal: {framework, objective}, atLeast}`. */
export function readSeal(reader: TestReader, raw: JsonObject, path: NodePath): Test | null {
  readObject(reader, raw, path, 'A seal test', ['seal', 'atLeast']);
  const at = pointer(path, 'seal');
  const seal = readObject(reader, raw['seal'], at, 'seal', ['framework', 'objective']);
  const level: ValueDomain = { what: 'assurance level', type: 'number', levels: [], codes: [], unit: null };
  const atLeast = readValue(reader, raw['atLeast'], pointer(path, 'atLeast'), level);
  if (seal === null || atLeast === null) return null;
  const { framework, objective } = seal;
  if (typeof objective !== 'string' || !SEAL_OBJECTIVE.test(objective)) {
    return refuse(
      reader,
      pointer(at, 'objective'),
      'The objective of a seal is each or an objective such as SOV-3.',
    );
  }
  const frameworks = reader.names.frameworks;
  if (typeof framework !== 'string' || (frameworks !== undefined && !frameworks.has(framework))) {
    return refuse(
      reader,
      pointer(at, 'framework'),
      `${JSON.stringify(framework)} is no known framework, so it has no levels. Use a framework that a regime defines.`,
      [...(frameworks ?? [])],
    );
  }
  return { path, node: 'seal', framework, objective, atLeast };
}

/** Reads `{ratio: [F, G], …}`. */
export function readRatio(reader: TestReader, raw: JsonObject, path: NodePath): Test | null {
  readObject(reader, raw, path, 'A ratio test', ['ratio', ...COMPARISONS]);
  const at = pointer(path, 'ratio');
  const of = readList(reader, raw['ratio'], at, 'ratio', 2);
  if (of.length !== 2)
    return refuse(reader, at, 'ratio is a list of two attributes: what is divided, and by what.');
  const attributes = of.map((name, index) => readFactName(reader, name, pointer(at, index)));
  const [over, under] = attributes;
  needsCondition(reader, COMPARISONS.filter((op) => raw[op] !== undefined).length, path, COMPARISONS);
  if (!over || !under) return null;
  for (const [index, attribute] of [over, under].entries()) {
    if (['number', 'money', 'percent'].includes(attribute.type)) continue;
    refuse(
      reader,
      pointer(at, index),
      `${attribute.id} is a ${attribute.type} and can't be divided. Use numbers or money.`,
    );
  }
  const type = over.type === 'money' && under.type !== 'money' ? 'money' : 'number';
  const domain: ValueDomain = { what: `ratio of ${over.id}`, type, levels: [], codes: [], unit: null };
  const bounds = COMPARISONS.flatMap((op) => {
    if (raw[op] === undefined) return [];
    const value = readValue(reader, raw[op], pointer(path, op), domain);
    if (value?.kind !== 'literal') return [];
    if (typeof value.value === 'number') return [{ op, value: value.value }];
    if (typeof value.value === 'object' && 'amount' in value.value) {
      return [{ op, value: Number(value.value.amount), currency: value.value.currency }];
    }
    return typeof value.value === 'object' ? [{ op, value: value.value.number }] : [];
  });
  return { path, node: 'ratio', of: [String(of[0]), String(of[1])], bounds };
}

/** Builds a count node; relations are counted item by item, set facts value by value. */
export function countOf(
  reader: TestReader,
  raw: JsonObject,
  path: NodePath,
  where: Test | null = null,
): Test {
  const bound = (key: 'atLeast' | 'atMost') =>
    raw[key] === undefined ? null : readNumber(reader, raw[key], pointer(path, key), key, 0);
  const [atLeast, atMost] = [bound('atLeast'), bound('atMost')];
  if (raw['atLeast'] === undefined && raw['atMost'] === undefined) {
    needsCondition(reader, 0, path, ['atLeast', 'atMost']);
  }
  const members: ValueDomain = { what: 'counted items', type: 'any', levels: [], codes: [], unit: null };
  const except =
    raw['except'] === undefined
      ? null
      : readObject(reader, raw['except'], pointer(path, 'except'), 'except', ['in']);
  return {
    path,
    node: 'count',
    of: String(raw['count']),
    where,
    except: except === null ? null : readSet(reader, except['in'], pointer(path, 'except', 'in'), members),
    atLeast,
    atMost,
  };
}

/** Reads `{relative: F, to, …}`, a comparison with the other offers. */
export function readRelative(reader: TestReader, raw: JsonObject, path: NodePath): Test | null {
  readObject(reader, raw, path, 'A comparison of offers', ['relative', 'to', 'atMost', 'is']);
  const attribute = readFactName(reader, raw['relative'], pointer(path, 'relative'));
  const to = readWord(reader, raw['to'], pointer(path, 'to'), 'to', ['all', 'lowest', 'secondBest'] as const);
  const atMost =
    raw['atMost'] === undefined ? null : readPercent(reader, raw['atMost'], pointer(path, 'atMost'));
  if (raw['is'] !== undefined && raw['is'] !== 'best')
    refuse(reader, pointer(path, 'is'), 'is can only be best.');
  needsCondition(reader, Object.keys(raw).length - 2, path, ['atMost', 'is']);
  if (attribute === null || to === null) return null;
  return { path, node: 'relative', fact: attribute.id, to, atMost, isBest: raw['is'] === 'best' };
}
