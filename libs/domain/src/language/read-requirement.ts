import { CONFIDENCES, GRADES } from '../model/evidence.ts';
import { REQUIREMENT_KINDS, UNITS, type Requirement, type RuleValidity } from '../model/regime.ts';
import {
  isObject,
  readDuration,
  readId,
  readList,
  readObject,
  readOptionalText,
  readPartialDay,
  readText,
  readWord,
  refuse,
  type DocumentReader,
  type JsonObject,
} from './document-reader.ts';
import { isReachable } from './incomplete-group.ts';
import { readAttribute, readNeedPath } from './known-name.ts';
import { nodesOf } from './measure.ts';
import { needOnly } from './need-only.ts';
import { nearestNames } from './nearest.ts';
import { pointer } from './problem.ts';
import { readReadings, readSubstitutes, readUnless, targetOf, type OwnTest } from './read-alternatives.ts';
import { readEffect, readScoring } from './read-scoring.ts';
import { checkSize, readNode } from './read-test.ts';
import type { Definitions, TestReader } from './test-reader.ts';
import type { NodePath, Test } from './test.ts';

const KEYS = [
  'id',
  'title',
  'localTitle',
  'kind',
  'unit',
  'valid',
  'when',
  'test',
  'unless',
  'provenBy',
  'trigger',
  'grace',
  'evidence',
  'declarable',
  'readings',
  'meetBy',
  'substitutes',
  'cure',
  'points',
  'ladder',
  'linear',
  'objective',
  'effect',
  'source',
  'confidence',
  'versions',
  'note',
] as const;
/** Why marks can't depend on facts (design 3.8). */
export const NEED_ONLY =
  'Whether marks are available depends on the need only, so that nobody gains by saying nothing. Put the fact into the test.';
const MEET_BY = ['self', 'anyMember', 'everyMember', 'pooled'] as const;

/** Reads a validity whose dates may be partial; a missing side is open. */
export function readValidity(reader: DocumentReader, value: unknown, path: NodePath): RuleValidity {
  const raw =
    value === undefined ? {} : (readObject(reader, value, path, 'valid', ['from', 'to', 'stated']) ?? {});
  const side = (key: 'from' | 'to') =>
    raw[key] === undefined || raw[key] === null
      ? null
      : readPartialDay(reader, raw[key], pointer(path, key), key);
  const from = raw['from'] === 'unknown' ? 'unknown' : side('from');
  const to = side('to');
  if (from !== null && to !== null && from !== 'unknown' && from >= to) {
    refuse(
      reader,
      path,
      `The validity from ${from} to ${to} holds on no day. The end is the first day without effect.`,
    );
  }
  const partial =
    typeof raw['from'] === 'number' ||
    (typeof raw['from'] === 'string' && /^\d{4}(-\d\d)?$/.test(raw['from']));
  const stated =
    readOptionalText(reader, raw['stated'], pointer(path, 'stated'), 'stated') ??
    (partial ? String(raw['from']) : undefined);
  return stated === undefined ? { from, to } : { from, to, stated };
}

/** Reads a test with its own budget of nodes, and checks its size with references followed. */
export function readOwnTest(
  reader: DocumentReader,
  definitions: Definitions,
  spent: { nodes: number },
  value: unknown,
  path: NodePath,
): Test | null {
  if (value === undefined) return null;
  const within: TestReader = { ...reader, definitions, items: [], spent };
  const test = readNode(within, value, path, 1);
  checkSize(reader, test, path);
  return test;
}

function readGrace(reader: DocumentReader, value: unknown, path: NodePath): Requirement['grace'] {
  if (value === undefined) return null;
  const raw = readObject(reader, value, path, 'grace', ['from', 'for']);
  if (raw === null) return null;
  const at = pointer(path, 'from');
  const isNeed = typeof raw['from'] === 'string' && reader.vocabulary.needs.has(raw['from']);
  const subject = isNeed ? readNeedPath(reader, raw['from'], at) : readAttribute(reader, raw['from'], at);
  const length = readDuration(reader, raw['for'], pointer(path, 'for'), 'for');
  if (subject !== null && subject.type !== 'date') {
    refuse(reader, at, `${subject.id} is a ${subject.type}; a grace period runs from a date.`);
  }
  return subject === null || length === null ? null : { from: subject.id, for: length };
}

function readCure(reader: DocumentReader, value: unknown, path: NodePath): Requirement['cure'] {
  if (value === undefined) return null;
  const raw = readObject(reader, value, path, 'cure', ['action', 'leadTime', 'cost']);
  const action = readText(reader, raw?.['action'], pointer(path, 'action'), 'The action of a cure');
  if (raw === null || action === null) return null;
  const leadTime =
    raw['leadTime'] === undefined
      ? null
      : readDuration(reader, raw['leadTime'], pointer(path, 'leadTime'), 'leadTime');
  const cost =
    raw['cost'] === undefined
      ? null
      : readObject(reader, raw['cost'], pointer(path, 'cost'), 'cost', ['low', 'high', 'currency']);
  return { action, ...(leadTime === null ? {} : { leadTime }), ...(cost === null ? {} : { cost }) };
}

function readVersions(
  reader: DocumentReader,
  value: unknown,
  path: NodePath,
  own: OwnTest,
): Requirement['versions'] {
  if (value === undefined) return [];
  return readList(reader, value, path, 'versions').flatMap((item, index) => {
    const at = pointer(path, index);
    const raw = readObject(reader, item, at, 'A version', ['valid', 'test']);
    if (raw === null) return [];
    const test = own(raw['test'], pointer(at, 'test'));
    if (raw['test'] === undefined) refuse(reader, at, 'A version has the test that holds in its validity.');
    return test === null ? [] : [{ valid: readValidity(reader, raw['valid'], pointer(at, 'valid')), test }];
  });
}

function readClause(
  reader: DocumentReader,
  value: unknown,
  path: NodePath,
  sources: ReadonlySet<string>,
): Requirement['source'] | null {
  const raw = readObject(reader, value, path, 'source', ['ref', 'clause', 'quote']);
  if (raw === null) return null;
  const at = pointer(path, 'ref');
  const ref = readText(reader, raw['ref'], at, 'ref');
  if (ref !== null && !sources.has(ref)) {
    refuse(
      reader,
      at,
      `"${ref}" is none of the sources of this regime. No verdict without its clauses: add the source.`,
      [...sources],
    );
  }
  const clause = readOptionalText(reader, raw['clause'], pointer(path, 'clause'), 'clause');
  const quote = readOptionalText(reader, raw['quote'], pointer(path, 'quote'), 'quote');
  if (ref === null) return null;
  return { ref, ...(clause === undefined ? {} : { clause }), ...(quote === undefined ? {} : { quote }) };
}

/** Refuses a substitute for a part that the requirement hasn't got: it would help nobody, and nobody would notice. */
function checkSubstitutes(reader: DocumentReader, requirement: Requirement): void {
  const { path, test, versions, readings, unless } = requirement;
  const tests = [test, ...[...versions, ...readings, ...unless].map((part) => part.test)];
  const nodes = tests.flatMap((one) => (one === null ? [] : nodesOf(one))).map((node) => node.path);
  requirement.substitutes.forEach((substitute, index) => {
    if (substitute.for === undefined || nodes.includes(targetOf(path, substitute.for))) return;
    refuse(
      reader,
      pointer(pointer(pointer(path, 'substitutes'), index), 'for'),
      `"${substitute.for}" is no part of the requirement, so nothing could stand in for it. Name a test of it, such as test/all/1, or of a definition, such as /define/name.`,
      nearestNames(
        substitute.for,
        nodes.map((node) => (node.startsWith(`${path}/`) ? node.slice(path.length + 1) : node)),
      ),
    );
  });
}

/** Refuses a gate that no evidence could ever pass, because a list that it needs is open. */
function checkReachable(reader: DocumentReader, requirement: Requirement): void {
  if (requirement.kind !== 'gate' || requirement.declarable) return;
  const tests = [requirement.test, ...requirement.versions.map(({ test }) => test)].filter(
    (test) => test !== null,
  );
  const ways = [...requirement.unless.map(({ test }) => test), requirement.provenBy].filter(
    (test) => test !== null,
  );
  if (ways.some((test) => isReachable(reader, test, true))) return;
  for (const test of tests) {
    if (isReachable(reader, test, true)) continue;
    refuse(
      reader,
      test.path,
      'Only absence from an incomplete group could make this gate true, so it could never pass. Complete the group, add a way around, or mark the gate declarable.',
    );
  }
}

/** Reads one requirement of a regime; `null` when too little of it could be read. */
export function readRequirement(
  reader: DocumentReader,
  definitions: Definitions,
  sources: ReadonlySet<string>,
  value: unknown,
  path: NodePath,
): Requirement | null {
  const raw: JsonObject | null = readObject(reader, value, path, 'A requirement', KEYS);
  if (raw === null) return null;
  const spent = { nodes: 0 };
  const own: OwnTest = (test, at) => readOwnTest(reader, definitions, spent, test, at);
  const at = (key: (typeof KEYS)[number]) => pointer(path, key);

  const id = readId(reader, raw['id'], at('id'), 'The id of a requirement');
  const title = readText(reader, raw['title'], at('title'), 'The title of a requirement');
  const kind = readWord(reader, raw['kind'], at('kind'), 'kind', REQUIREMENT_KINDS);
  const unit = readWord(reader, raw['unit'], at('unit'), 'unit', UNITS);
  const confidence = readWord(reader, raw['confidence'], at('confidence'), 'confidence', CONFIDENCES);
  const evidence =
    raw['evidence'] === undefined
      ? null
      : readWord(reader, raw['evidence'], at('evidence'), 'evidence', GRADES);
  const meetBy =
    raw['meetBy'] === undefined ? 'self' : readWord(reader, raw['meetBy'], at('meetBy'), 'meetBy', MEET_BY);
  const source = readClause(reader, raw['source'], at('source'), sources);
  const note = readOptionalText(reader, raw['note'], at('note'), 'note');
  const localTitle = readOptionalText(reader, raw['localTitle'], at('localTitle'), 'localTitle');
  if (raw['declarable'] !== undefined && typeof raw['declarable'] !== 'boolean') {
    refuse(reader, at('declarable'), 'declarable is true or false.');
  }
  const rest = {
    valid: readValidity(reader, raw['valid'], at('valid')),
    when: own(raw['when'], at('when')),
    test: own(raw['test'], at('test')),
    unless: readUnless(reader, raw['unless'], at('unless'), own),
    provenBy: own(raw['provenBy'], at('provenBy')),
    trigger: own(raw['trigger'], at('trigger')),
    grace: readGrace(reader, raw['grace'], at('grace')),
    declarable: raw['declarable'] === true,
    readings: readReadings(reader, raw['readings'], at('readings'), own),
    substitutes: readSubstitutes(reader, raw['substitutes'], at('substitutes'), own),
    cure: readCure(reader, raw['cure'], at('cure')),
    scoring: readScoring(reader, raw, path, own),
    effect: readEffect(reader, raw['effect'], at('effect')),
    versions: readVersions(reader, raw['versions'], at('versions'), own),
    objective: readObjective(reader, raw, path),
  };
  if (id === null || title === null || kind === null || unit === null || confidence === null) return null;
  if (source === null || meetBy === null) return null;
  const requirement: Requirement = {
    ...rest,
    id,
    title,
    kind,
    unit,
    confidence,
    meetBy,
    source,
    path,
    evidence: evidence ?? (kind === 'gate' ? 'documented' : 'claimed'),
    ...(note === undefined ? {} : { note }),
    ...(localTitle === undefined ? {} : { localTitle }),
  };
  checkContent(reader, raw, requirement);
  checkAvailable(reader, requirement);
  checkSubstitutes(reader, requirement);
  checkReachable(reader, requirement);
  return requirement;
}

function checkContent(reader: DocumentReader, raw: JsonObject, requirement: Requirement): void {
  const { path, kind } = requirement;
  const tested = ['test', 'ladder', 'linear', 'versions', 'readings'].some((key) => raw[key] !== undefined);
  if (!tested)
    refuse(reader, path, 'Nothing is required here. Give the requirement a test, a ladder or a line.');
  if (kind === 'scored' && !['points', 'ladder', 'linear'].some((key) => raw[key] !== undefined)) {
    refuse(reader, path, 'A scored requirement earns points. Give it points, a ladder or a line.');
  }
  if (kind === 'scored' && requirement.objective === null) {
    refuse(
      reader,
      path,
      'A scored requirement counts towards an objective. Name it, or write objective: none.',
    );
  }
  if (kind === 'gate' && requirement.scoring !== null) {
    refuse(
      reader,
      path,
      'A gate is never bought back by points. Make it two requirements: a gate and a scored one.',
    );
  }
}

/**
 * Refuses marks that are available only where a fact says so: whoever hides it would have fewer marks to lose, and two
 * offerings would be measured by different rules (design 3.8).
 */
function checkAvailable(
  reader: DocumentReader,
  { kind, when, trigger, readings, grace, path }: Requirement,
): void {
  if (kind !== 'scored') return;
  for (const test of [when, trigger, ...readings.map((reading) => reading.when)]) {
    if (test !== null && !needOnly(test)) refuse(reader, test.path, NEED_ONLY);
  }
  if (grace !== null && !reader.vocabulary.needs.has(grace.from)) {
    refuse(reader, pointer(path, 'grace'), NEED_ONLY);
  }
}

function readObjective(reader: DocumentReader, raw: JsonObject, path: NodePath): string | null {
  const objective = raw['objective'];
  if (objective === undefined || isObject(objective)) {
    return objective === undefined
      ? null
      : refuse(reader, pointer(path, 'objective'), 'objective is a text such as SOV-1.');
  }
  if (typeof objective === 'string' && /^(none|SOV-[1-9]\d?)$/.test(objective)) return objective;
  return refuse(
    reader,
    pointer(path, 'objective'),
    `${JSON.stringify(objective)} is no objective. Use SOV-1 to SOV-8, or none for marks outside the total.`,
  );
}
