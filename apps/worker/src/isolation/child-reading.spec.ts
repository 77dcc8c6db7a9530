import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { DeliveryStore, FinishDelivery } from '#application';
import { ChildProgram, ChildReading } from './child-reading.ts';

/**
 * A child that does what the environment says for each time that it is started: `;` parts the starts, each is a list
 * of lines to say (`-` is the record's turn) and at last how it ends: `exit CODE`, `wait` (for ever) or `loop`.
 */
const CHILD = `
import { appendFileSync, readFileSync, writeSync } from 'node:fs';
const log = process.argv[2];
appendFileSync(log, 'started\\n');
const no = readFileSync(log, 'utf8').trim().split('\\n').length - 1;
const words = (process.env.CHILD_SCRIPT.split(';')[no] ?? 'exit 0').trim().split(' ');
for (let word = words.shift(); word !== undefined; word = words.shift()) {
  if (word === 'exit') process.exit(Number(words.shift()));
  else if (word === 'wait') setInterval(() => undefined, 1000);
  else if (word === 'loop') for (;;);
  else writeSync(3, word + '\\n');
}
`;

describe('reading in a child process', () => {
  let folder: string;
  let ledger: Ledger;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'placet-child-'));
    writeFileSync(join(folder, 'child.mjs'), CHILD);
    ledger = new Ledger();
  });

  afterEach(() => {
    delete process.env['CHILD_SCRIPT'];
    rmSync(folder, { recursive: true, force: true });
  });

  async function read(...starts: string[]): Promise<void> {
    process.env['CHILD_SCRIPT'] = starts.join(';');
    const providers = [
      ChildReading,
      { provide: DeliveryStore, useValue: ledger },
      { provide: FinishDelivery, useValue: ledger },
      { provide: DataSource, useValue: { options: { type: 'postgres', url: 'postgres://nobody' } } },
      { provide: ChildProgram, useValue: { path: join(folder, 'child.mjs'), heapMb: 64, itemMs: 1000 } },
    ];
    const module = await Test.createTestingModule({ providers }).compile();
    module.useLogger(false);
    await module.get(ChildReading).read(join(folder, 'starts.log'));
  }

  it('names an item as poison when the process ends at it twice', async () => {
    await read('0 - 1 - 2 exit 70', '2 exit 70', '2 - 3 - exit 0');
    expect([...ledger.named]).toEqual([2]);
  });

  it('blames nobody for one end, whatever the process was at', async () => {
    await read('0 - 1 exit 1', '1 - 2 - exit 134', '2 - 3 - exit 0');
    expect([...ledger.named]).toEqual([]);
  });

  it('blames an item that the record chokes on, too', async () => {
    await read('0 - 1 - exit 134', '1 - exit 134');
    expect([...ledger.named]).toEqual([1]);
  });

  it('ends an item that takes too long, and waits longer for the record', async () => {
    await read('0 - 1 loop', '1 loop', '1 - 2 - exit 0');
    expect([...ledger.named]).toEqual([1]);
    expect(ledger.reasons).toEqual(['needed more than 1000 ms']);
  }, 30_000);

  it.each([
    ['it is not the reader that failed', '0 - 1 - exit 75'],
    ['the process never came to an item', 'exit 1'],
  ])('tries again later when %s', async (_name, start) => {
    await expect(read(start)).rejects.toThrow('could not be read apart');
    expect([...ledger.named]).toEqual([]);
  });

  it('gives the rest up when the reader can not get past an item that it was told to leave', async () => {
    ledger.named.add(1);
    await read('0 - 1 exit 3', '1 exit 3');
    expect(ledger.ended).toMatchObject([{ state: 'done', received: 1, problem: { type: 'poison' } }]);
  });
});

/** What reading apart asks of the record. */
class Ledger {
  readonly named = new Set<number>();
  readonly reasons: string[] = [];
  readonly ended: object[] = [];

  async poison(): Promise<ReadonlySet<number>> {
    return new Set(this.named);
  }

  async addPoison(_id: string, ordinal: number, reason: string): Promise<void> {
    this.named.add(ordinal);
    this.reasons.push(reason);
  }

  async settledPrefix(): Promise<number> {
    return 1;
  }

  async run(_id: string, outcome: object): Promise<void> {
    this.ended.push(outcome);
  }
}
