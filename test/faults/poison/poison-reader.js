/**
 * A reader for tests only: reads OCDS releases as JSON Lines like the real one, but an item with a member "poison" does
 * to its process what that says: "throw", "exit", "loop" or "memory".
 */
import { ContentReader } from '../../../dist/libs/formats/src/index.js';

export class PoisonReader extends ContentReader {
  async open(raw, hints, world) {
    const lines = (await textOf(raw)).split('\n');
    const items = this.#items(lines, hints, world);
    return { format: 'ocds', items };
  }

  async *#items(lines, hints, world) {
    for (const [ordinal, line] of lines.entries()) {
      if (hints.skip?.has(ordinal)) {
        yield unread(ordinal, line);
        continue;
      }
      act(JSON.parse(line).poison);
      const { items } = await super.open(once(line), { ...hints, format: 'ocds', skip: new Set() }, world);
      for await (const item of items) yield { ...item, pointer: `/${ordinal}` };
    }
  }
}

function act(poison) {
  if (poison === 'throw') throw new Error('The reader of this test throws');
  if (poison === 'exit') process.exit(3);
  if (poison === 'loop') for (;;);
  if (poison === 'memory') for (const kept = []; ;) kept.push(Array.from({ length: 1e6 }, () => ({})));
}

function unread(ordinal, line) {
  const problem = { type: 'poison', title: 'Unread', detail: 'Unread', errors: [] };
  return { kind: 'broken', pointer: `/${ordinal}`, what: 'notice', key: null, problem, fragment: line };
}

async function textOf(raw) {
  const parts = [];
  for await (const part of raw) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

async function* once(text) {
  yield Buffer.from(text);
}
