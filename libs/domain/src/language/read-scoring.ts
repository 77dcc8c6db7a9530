import type { Requirement, Scoring } from '../model/regime.ts';
import {
  isObject,
  readList,
  readNumber,
  readObject,
  readOptionalText,
  readText,
  refuse,
  type DocumentReader,
  type JsonObject,
} from './document-reader.ts';
import { readAttribute } from './known-name.ts';
import { pointer } from './problem.ts';
import type { OwnTest } from './read-alternatives.ts';
import { readPercent } from './read-condition.ts';
import { domainOfAttribute, readLiteral } from './read-value.ts';
import type { NodePath } from './test.ts';

function readTestLadder(
  reader: DocumentReader,
  raw: readonly unknown[],
  path: NodePath,
  own: OwnTest,
): Scoring {
  const steps = readList(reader, raw, path, 'A ladder').flatMap((item, index) => {
    const at = pointer(path, index);
    const step = readObject(reader, item, at, 'A step', ['points', 'test']);
    if (step === null) return [];
    const points = readNumber(reader, step['points'], pointer(at, 'points'), 'The points of a step', 0);
    const test = own(step['test'], pointer(at, 'test'));
    if (step['test'] === undefined) refuse(reader, at, 'A step has a test that earns its points.');
    return points === null || test === null ? [] : [{ points, test }];
  });
  if (steps.length === 0) refuse(reader, path, 'A ladder needs at least one step.');
  return { how: 'tests', steps };
}

function readFactLadder(reader: DocumentReader, raw: unknown, path: NodePath): Scoring | null {
  const ladder = readObject(reader, raw, path, 'A ladder over a fact', ['fact', 'steps']);
  const attribute = readAttribute(reader, ladder?.['fact'], pointer(path, 'fact'));
  const steps = readList(reader, ladder?.['steps'], pointer(path, 'steps'), 'The steps of a ladder').flatMap(
    (item, index) => {
      const at = pointer(path, 'steps', index);
      const step = readObject(reader, item, at, 'A step', ['at', 'label', 'points', 'seal', 'usable']);
      if (step === null) return [];
      const position = readNumber(reader, step['at'], pointer(at, 'at'), 'The position of a step', 1);
      const stated = (key: 'points' | 'seal') =>
        step[key] === undefined || step[key] === null
          ? null
          : readNumber(reader, step[key], pointer(at, key), key, 0);
      const label = readOptionalText(reader, step['label'], pointer(at, 'label'), 'label');
      const [points, seal] = [stated('points'), stated('seal')];
      if (attribute !== null && position !== null && position > attribute.levels.length) {
        refuse(reader, pointer(at, 'at'), `${attribute.id} has only ${attribute.levels.length} levels.`);
      }
      if (position === null) return [];
      const usable = step['usable'] === undefined ? points !== null : step['usable'] === true;
      return [{ at: position, points, seal, usable, ...(label === undefined ? {} : { label }) }];
    },
  );
  if (attribute === null) return null;
  if (attribute.type !== 'level') {
    return refuse(
      reader,
      pointer(path, 'fact'),
      `${attribute.id} is a ${attribute.type}; steps need an ordered level.`,
    );
  }
  return { how: 'steps', fact: String(ladder?.['fact']), steps };
}

function readLine(reader: DocumentReader, raw: unknown, path: NodePath): Scoring | null {
  const line = readObject(reader, raw, path, 'A line', ['fact', 'from', 'to', 'points']);
  if (line === null) return null;
  const attribute = readAttribute(reader, line['fact'], pointer(path, 'fact'));
  const points = readNumber(reader, line['points'], pointer(path, 'points'), 'The points of a line', 0);
  if (attribute === null || points === null) return null;
  if (attribute.type !== 'number' && attribute.type !== 'percent') {
    return refuse(
      reader,
      pointer(path, 'fact'),
      `${attribute.id} is a ${attribute.type}; a line needs a number or a share.`,
    );
  }
  const end = (key: 'from' | 'to'): number | null => {
    const value = readLiteral(reader, line[key], pointer(path, key), domainOfAttribute(attribute));
    if (typeof value === 'number') return value;
    return typeof value === 'object' && value !== null && 'number' in value ? value.number : null;
  };
  const [from, to] = [end('from'), end('to')];
  if (from === null || to === null) return null;
  if (from === to)
    return refuse(reader, path, 'A line begins and ends at the same value. Use points and a test.');
  return { how: 'linear', fact: String(line['fact']), from, to, points };
}

/** Reads how points are earned: a number, steps or a line; `null` when the requirement earns none. */
export function readScoring(
  reader: DocumentReader,
  raw: JsonObject,
  path: NodePath,
  own: OwnTest,
): Scoring | null {
  const ways = ['points', 'ladder', 'linear'].filter((key) => raw[key] !== undefined);
  if (ways.length > 1)
    refuse(reader, path, `Points are earned in one way, not by ${ways.join(' and ')}. Keep one.`);
  if (raw['linear'] !== undefined) return readLine(reader, raw['linear'], pointer(path, 'linear'));
  if (raw['ladder'] !== undefined) {
    const at = pointer(path, 'ladder');
    return Array.isArray(raw['ladder'])
      ? readTestLadder(reader, raw['ladder'], at, own)
      : readFactLadder(reader, raw['ladder'], at);
  }
  if (raw['points'] === undefined) return null;
  const points = readNumber(reader, raw['points'], pointer(path, 'points'), 'points', 0);
  return points === null ? null : { how: 'points', points };
}

/** Reads the effect on prices, which is listed and never scored. */
export function readEffect(reader: DocumentReader, value: unknown, path: NodePath): Requirement['effect'] {
  if (value === undefined) return null;
  const effect = readObject(reader, value, path, 'effect', ['price']);
  const at = pointer(path, 'price');
  const keys = ['marginOverLowest', 'matchLowest', 'discount', 'adjust'];
  const price = effect && readObject(reader, effect['price'], at, 'The effect on the price', keys);
  if (price === null) return null;
  if (price['marginOverLowest'] !== undefined)
    readPercent(reader, price['marginOverLowest'], pointer(at, 'marginOverLowest'));
  if (price['matchLowest'] !== undefined && typeof price['matchLowest'] !== 'boolean') {
    refuse(reader, pointer(at, 'matchLowest'), 'matchLowest is true or false.');
  }
  const { discount, adjust } = price;
  if (discount !== undefined && !(isObject(discount) && discount['percent'] === null)) {
    readPercent(reader, discount, pointer(at, 'discount'));
  }
  if (adjust !== undefined) {
    const adjusted = readObject(reader, adjust, pointer(at, 'adjust'), 'adjust', ['upTo', 'by']);
    readPercent(reader, adjusted?.['upTo'], pointer(at, 'adjust', 'upTo'));
    if (adjusted?.['by'] !== undefined) readText(reader, adjusted['by'], pointer(at, 'adjust', 'by'), 'by');
  }
  return { price };
}
