import type { Regime } from '../model/regime.ts';
import {
  isObject,
  readId,
  readList,
  readNumber,
  readObject,
  readText,
  readWord,
  refuse,
  type DocumentReader,
} from './document-reader.ts';
import { readAttribute } from './known-name.ts';
import { pointer } from './problem.ts';
import { SEAL_OBJECTIVE } from './read-leaf.ts';
import { readValidity } from './read-requirement.ts';
import type { NodePath } from './test.ts';

function readWeights(
  reader: DocumentReader,
  value: unknown,
  path: NodePath,
): Readonly<Record<string, number>> {
  if (!isObject(value)) {
    refuse(reader, path, 'Weights are an object of objectives such as {SOV-1: 15}.');
    return {};
  }
  const weights: Record<string, number> = {};
  for (const [objective, weight] of Object.entries(value)) {
    const read = readNumber(reader, weight, pointer(path, objective), `The weight of ${objective}`, 0);
    if (read !== null) weights[objective] = read;
  }
  if (Object.values(weights).every((weight) => weight === 0)) {
    refuse(reader, path, 'All weights are zero, so nothing would count. Give one objective a weight.');
  }
  return weights;
}

/** Reads the framework that a regime's levels and weights belong to; `null` where it states none. */
export function readFramework(reader: DocumentReader, value: unknown): Regime['framework'] {
  if (value === undefined) return null;
  const raw = readObject(reader, value, '/framework', 'framework', [
    'id',
    'levels',
    'weights',
    'modes',
    'stated',
  ]);
  if (raw === null) return null;
  const id = readId(reader, raw['id'], '/framework/id', 'The id of a framework');
  const levels = readList(reader, raw['levels'] ?? [], '/framework/levels', 'levels').flatMap(
    (item, index) => {
      const at = pointer('/framework/levels', index);
      const step = readObject(reader, item, at, 'A level', ['level', 'name']);
      const level = readNumber(reader, step?.['level'], pointer(at, 'level'), 'level', 0);
      const name = readText(reader, step?.['name'], pointer(at, 'name'), 'The name of a level');
      return level === null || name === null ? [] : [{ level, name }];
    },
  );
  const weights = readList(reader, raw['weights'], '/framework/weights', 'weights').flatMap((item, index) => {
    const at = pointer('/framework/weights', index);
    const set = readObject(reader, item, at, 'A set of weights', ['id', 'valid', 'of']);
    const name = readText(reader, set?.['id'], pointer(at, 'id'), 'The id of a set of weights');
    if (set === null || name === null) return [];
    const valid = readValidity(reader, set['valid'], pointer(at, 'valid'));
    return [{ id: name, valid, of: readWeights(reader, set['of'], pointer(at, 'of')) }];
  });
  const modes = readList(reader, raw['modes'] ?? ['minimum'], '/framework/modes', 'modes').flatMap(
    (item, index) => {
      const word = readWord(reader, item, pointer('/framework/modes', index), 'A mode', [
        'minimum',
        'overall',
      ] as const);
      return word === null ? [] : [word];
    },
  );
  const stated = readStatedLevels(reader, raw['stated'], modes.includes('overall'));
  return id === null ? null : { id, levels, weights, modes, stated };
}

/** Reads under which attributes an authority states levels itself: `each` for the whole, else by objective. */
function readStatedLevels(
  reader: DocumentReader,
  value: unknown,
  isOverall: boolean,
): Readonly<Record<string, string>> {
  const path = '/framework/stated';
  if (value === undefined) return {};
  if (!isObject(value)) {
    refuse(reader, path, 'stated names an attribute by objective, such as {each: offering.csf.seal}.');
    return {};
  }
  if (!isOverall) {
    refuse(reader, path, 'Levels that an authority states need the mode overall. Add it to modes.', [
      'overall',
    ]);
  }
  const stated: Record<string, string> = {};
  for (const [objective, name] of Object.entries(value)) {
    const at = pointer(path, objective);
    if (!SEAL_OBJECTIVE.test(objective)) {
      refuse(reader, at, `"${objective}" is no objective. Use each or an objective such as SOV-3.`);
    }
    const attribute = readAttribute(reader, name, at);
    if (attribute === null) continue;
    if (attribute.type === 'level' && typeof name === 'string') stated[objective] = name;
    else refuse(reader, at, `${attribute.id} is a ${attribute.type}. Use an attribute with levels.`);
  }
  return stated;
}
