import type { Reading, Requirement, Substitute } from '../model/regime.ts';
import {
  readDay,
  readDuration,
  readId,
  readList,
  readObject,
  readOptionalText,
  readText,
  readWord,
  refuse,
  type DocumentReader,
} from './document-reader.ts';
import { pointer } from './problem.ts';
import type { NodePath, Test } from './test.ts';

const WAYS = ['partner', 'joint_venture', 'undertaking', 'registration', 'buyer_waiver'] as const;
const AFTER = ['signature', 'award', 'licence', 'start'] as const;

/** Reads a test of the requirement at hand, within its budget of nodes. */
export type OwnTest = (value: unknown, path: NodePath) => Test | null;

/** Reads the ways around one requirement. */
export function readUnless(
  reader: DocumentReader,
  value: unknown,
  path: NodePath,
  own: OwnTest,
): Requirement['unless'] {
  if (value === undefined) return [];
  return readList(reader, value, path, 'unless').flatMap((item, index): Requirement['unless'] => {
    const at = pointer(path, index);
    const raw = readObject(reader, item, at, 'A way around', ['ref', 'test', 'title', 'localTitle']);
    if (raw === null) return [];
    const test = raw['ref'] === undefined ? own(raw['test'], pointer(at, 'test')) : own(raw, at);
    if (test === null) {
      if (raw['ref'] === undefined && raw['test'] === undefined)
        refuse(reader, at, 'A way around has a test or a ref.');
      return [];
    }
    const localTitle = readOptionalText(reader, raw['localTitle'], pointer(at, 'localTitle'), 'localTitle');
    const local = localTitle === undefined ? {} : { localTitle };
    if (test.node === 'ref') return [{ title: test.title ?? test.name, ...local, test }];
    const title = readText(reader, raw['title'], pointer(at, 'title'), 'The title of a way around');
    return title === null ? [] : [{ title, ...local, test }];
  });
}

/** Reads how sources that disagree read a rule. */
export function readReadings(
  reader: DocumentReader,
  value: unknown,
  path: NodePath,
  own: OwnTest,
): readonly Reading[] {
  if (value === undefined) return [];
  return readList(reader, value, path, 'readings').flatMap((item, index) => {
    const at = pointer(path, index);
    const raw = readObject(reader, item, at, 'A reading', ['note', 'test', 'when', 'applies']);
    if (raw === null) return [];
    if (raw['applies'] !== undefined && raw['applies'] !== false) {
      refuse(
        reader,
        pointer(at, 'applies'),
        'applies can only be false: on this reading the rule does not apply.',
      );
    }
    if (raw['test'] === undefined && raw['when'] === undefined && raw['applies'] === undefined) {
      refuse(reader, at, 'A reading must differ from the rule: give it a test, a when, or applies: false.');
    }
    const note = readText(reader, raw['note'], pointer(at, 'note'), 'The note of a reading');
    if (note === null) return [];
    return [
      {
        note,
        test: own(raw['test'], pointer(at, 'test')),
        when: own(raw['when'], pointer(at, 'when')),
        applies: raw['applies'] !== false,
      },
    ];
  });
}

/** The path of the node that a substitute stands in for: from the document, or from its requirement. */
export function targetOf(requirement: NodePath, target: string): NodePath {
  if (/^\/(define|requirements)\//.test(target)) return target;
  return `${requirement}${target.startsWith('/') ? '' : '/'}${target}`;
}

/** Reads what may stand in for a requirement for a while. */
export function readSubstitutes(
  reader: DocumentReader,
  value: unknown,
  path: NodePath,
  own: OwnTest,
): readonly Substitute[] {
  if (value === undefined) return [];
  const keys = ['id', 'by', 'until', 'within', 'after', 'when', 'requires', 'for', 'note'];
  return readList(reader, value, path, 'substitutes').flatMap((item, index) => {
    const at = pointer(path, index);
    const raw = readObject(reader, item, at, 'A substitute', keys);
    if (raw === null) return [];
    const id = readId(reader, raw['id'], pointer(at, 'id'), 'The id of a substitute');
    const by = readWord(reader, raw['by'], pointer(at, 'by'), 'by', WAYS);
    const until =
      raw['until'] === undefined ? null : readDay(reader, raw['until'], pointer(at, 'until'), 'until');
    const within =
      raw['within'] === undefined
        ? null
        : readDuration(reader, raw['within'], pointer(at, 'within'), 'within');
    const after =
      raw['after'] === undefined
        ? null
        : readWord(reader, raw['after'], pointer(at, 'after'), 'after', AFTER);
    const target = readOptionalText(reader, raw['for'], pointer(at, 'for'), 'for');
    const note = readOptionalText(reader, raw['note'], pointer(at, 'note'), 'note');
    if (id === null || by === null) return [];
    return [
      {
        id,
        by,
        until,
        when: own(raw['when'], pointer(at, 'when')),
        requires: own(raw['requires'], pointer(at, 'requires')),
        ...(within === null ? {} : { within }),
        ...(after === null ? {} : { after }),
        ...(target === undefined ? {} : { for: target }),
        ...(note === undefined ? {} : { note }),
      },
    ];
  });
}
