import type { Vocabulary } from '../model/vocabulary.ts';
import {
  isObject,
  readList,
  readNumber,
  readObject,
  readOptionalText,
  readWord,
  refuse,
  typeName,
  type DocumentReader,
  type JsonObject,
  type KnownNames,
} from './document-reader.ts';
import { LANGUAGE_LIMITS } from './limits.ts';
import { measureTest } from './measure.ts';
import { nearestNames } from './nearest.ts';
import { pointer, type Problem } from './problem.ts';
import {
  countOf,
  readAge,
  readCertificate,
  readControl,
  readFact,
  readFactName,
  readKnown,
  readNeed,
  readRatio,
  readRelative,
  readSeal,
} from './read-leaf.ts';
import { NO_DEFINITIONS, type TestReader } from './test-reader.ts';
import { LIST_RELATIONS, type ListRelation, type NodePath, type Test } from './test.ts';

/** Either a test or why it was refused. */
export type TestReading =
  { readonly ok: true; readonly test: Test } | { readonly ok: false; readonly problems: readonly Problem[] };

const NODES = [
  'fact',
  'need',
  'certificate',
  'control',
  'every',
  'some',
  'known',
  'age',
  'seal',
  'ratio',
  'count',
  'relative',
  'all',
  'any',
  'not',
  'of',
  'if',
  'ref',
] as const;

function readTests(reader: TestReader, raw: unknown, path: NodePath, depth: number): readonly Test[] {
  const items = readList(reader, raw, path, 'A list of tests');
  if (Array.isArray(raw) && raw.length === 0)
    refuse(reader, path, 'A list of tests needs at least one test.');
  return items.flatMap((item, index) => {
    const test = readNode(reader, item, pointer(path, index), depth);
    return test === null ? [] : [test];
  });
}

function readQuantifier(
  reader: TestReader,
  raw: JsonObject,
  path: NodePath,
  depth: number,
  node: 'every' | 'some',
): Test | null {
  readObject(reader, raw, path, `A test of ${node}`, [node, 'where', 'test']);
  const relation = readWord(
    reader,
    raw[node],
    pointer(path, node),
    `What ${node} goes through`,
    LIST_RELATIONS,
  );
  const within = relation === null ? reader : inside(reader, relation);
  const where =
    raw['where'] === undefined ? null : readNode(within, raw['where'], pointer(path, 'where'), depth);
  const test = readNode(within, raw['test'], pointer(path, 'test'), depth);
  return relation === null || test === null ? null : { path, node, relation, where, test };
}

function inside(reader: TestReader, relation: ListRelation): TestReader {
  return { ...reader, items: reader.items === 'any' ? 'any' : [...reader.items, relation] };
}

function readCount(reader: TestReader, raw: JsonObject, path: NodePath, depth: number): Test | null {
  readObject(reader, raw, path, 'A count', ['count', 'where', 'except', 'atLeast', 'atMost']);
  const relation = LIST_RELATIONS.find((name) => name === raw['count']);
  if (relation !== undefined) {
    const where =
      raw['where'] === undefined
        ? null
        : readNode(inside(reader, relation), raw['where'], pointer(path, 'where'), depth);
    return countOf(reader, raw, path, where);
  }
  const attribute = readFactName(reader, raw['count'], pointer(path, 'count'));
  if (attribute === null) return null;
  if (raw['where'] !== undefined) {
    refuse(
      reader,
      pointer(path, 'where'),
      'where filters the items of a list such as facility; use except for values.',
    );
  }
  return countOf(reader, raw, path);
}

function readReference(reader: TestReader, raw: JsonObject, path: NodePath): Test | null {
  readObject(reader, raw, path, 'A reference', ['ref', 'title']);
  const name = raw['ref'];
  const at = pointer(path, 'ref');
  if (typeof name !== 'string') return refuse(reader, at, 'ref is the name of a test under define.');
  if (!reader.definitions.names.includes(name)) {
    return refuse(
      reader,
      at,
      `"${name}" is defined nowhere in this document. Add it under define or correct the name.`,
      nearestNames(name, reader.definitions.names),
    );
  }
  const found = reader.definitions.find(name, at);
  const title =
    readOptionalText(reader, raw['title'], pointer(path, 'title'), 'title') ?? found?.title ?? null;
  return found === null ? null : { path, node: 'ref', name, title, test: found.test };
}

function readBranches(
  reader: TestReader,
  raw: JsonObject,
  path: NodePath,
  depth: number,
  node: (typeof NODES)[number],
): Test | null {
  switch (node) {
    case 'all':
    case 'any':
      readObject(reader, raw, path, `A test of ${node}`, [node]);
      return { path, node, of: readTests(reader, raw[node], pointer(path, node), depth) };
    case 'not': {
      readObject(reader, raw, path, 'A negation', ['not']);
      const test = readNode(reader, raw['not'], pointer(path, 'not'), depth);
      return test === null ? null : { path, node, test };
    }
    case 'of': {
      readObject(reader, raw, path, 'A choice of tests', ['atLeast', 'of']);
      const count = readNumber(reader, raw['atLeast'], pointer(path, 'atLeast'), 'atLeast', 1);
      const of = readTests(reader, raw['of'], pointer(path, 'of'), depth);
      if (count !== null && (!Number.isInteger(count) || count > of.length)) {
        refuse(
          reader,
          pointer(path, 'atLeast'),
          `Of ${of.length} tests ${count} can't hold. Use a whole number up to ${of.length}.`,
        );
      }
      return count === null ? null : { path, node: 'atLeast', count, of };
    }
    case 'if': {
      readObject(reader, raw, path, 'A condition', ['if', 'then', 'else']);
      const condition = readNode(reader, raw['if'], pointer(path, 'if'), depth);
      const then = readNode(reader, raw['then'], pointer(path, 'then'), depth);
      const otherwise =
        raw['else'] === undefined ? null : readNode(reader, raw['else'], pointer(path, 'else'), depth);
      if (condition === null || then === null) return null;
      // oxlint-disable-next-line unicorn/no-thenable -- a test is data that nobody awaits
      return { path, node, if: condition, then, else: otherwise };
    }
    default:
      return null;
  }
}

/** Reads one test node; never descends past the limits, whatever the document holds. */
export function readNode(reader: TestReader, raw: unknown, path: NodePath, depth: number): Test | null {
  reader.spent.nodes += 1;
  if (reader.spent.nodes > LANGUAGE_LIMITS.nodes) {
    if (reader.spent.nodes === LANGUAGE_LIMITS.nodes + 1) {
      refuse(
        reader,
        path,
        `More than ${LANGUAGE_LIMITS.nodes} nodes in one requirement. Split it or use groups.`,
      );
    }
    return null;
  }
  if (depth > LANGUAGE_LIMITS.depth) {
    return refuse(reader, path, `Tests are nested deeper than ${LANGUAGE_LIMITS.depth}. Flatten them.`);
  }
  if (raw === true) return { path, node: 'true' };
  if (!isObject(raw)) {
    return refuse(
      reader,
      path,
      `A test is an object or true, not ${typeName(raw)}. Its forms begin with ${NODES.join(', ')}.`,
    );
  }
  const node = NODES.find((key) => key in raw);
  switch (node) {
    case undefined: {
      const first = Object.keys(raw)[0] ?? '';
      return refuse(
        reader,
        path,
        `No form of test has the keys ${Object.keys(raw).slice(0, 8).join(', ') || '(none)'}. Tests begin with ${NODES.join(', ')}.`,
        nearestNames(first, NODES),
      );
    }
    case 'fact':
      return readFact(reader, raw, path);
    case 'need':
      return readNeed(reader, raw, path);
    case 'certificate':
      return readCertificate(reader, raw, path);
    case 'control':
      return readControl(reader, raw, path);
    case 'every':
    case 'some':
      return readQuantifier(reader, raw, path, depth + 1, node);
    case 'known':
      return readKnown(reader, raw, path);
    case 'age':
      return readAge(reader, raw, path);
    case 'seal':
      return readSeal(reader, raw, path);
    case 'ratio':
      return readRatio(reader, raw, path);
    case 'count':
      return readCount(reader, raw, path, depth + 1);
    case 'relative':
      return readRelative(reader, raw, path);
    case 'ref':
      return readReference(reader, raw, path);
    default:
      return readBranches(reader, raw, path, depth + 1, node);
  }
}

/** Refuses a test that is too large once its references are followed. */
export function checkSize(reader: DocumentReader, test: Test | null, path: NodePath): void {
  if (test === null) return;
  const { nodes, depth } = measureTest(test);
  if (nodes > LANGUAGE_LIMITS.nodes) {
    refuse(
      reader,
      path,
      `With its references this test has ${nodes} nodes; at most ${LANGUAGE_LIMITS.nodes} are evaluated.`,
    );
  }
  if (depth > LANGUAGE_LIMITS.depth) {
    refuse(
      reader,
      path,
      `With its references this test is ${depth} deep; at most ${LANGUAGE_LIMITS.depth} is evaluated.`,
    );
  }
}

/** Reads a test on its own, such as the `where` of a ranking or the `when` of an equivalence. */
export function readTest(
  document: unknown,
  vocabulary: Vocabulary,
  names: KnownNames = {},
  path: NodePath = '',
): TestReading {
  const reader: TestReader = {
    vocabulary,
    names,
    problems: [],
    definitions: NO_DEFINITIONS,
    items: [],
    spent: { nodes: 0 },
  };
  const test = readNode(reader, document, path, 1);
  checkSize(reader, test, path);
  return test === null || reader.problems.length > 0
    ? { ok: false, problems: reader.problems }
    : { ok: true, test };
}
