import { describe, expect, it } from '@jest/globals';
import type { StoredDocument } from '#application';
import { DocumentWorlds } from './document-worlds.ts';

const vendor = (id: string): StoredDocument => ({
  kind: 'vendor',
  key: id,
  version: '',
  body: {
    id,
    name: `Vendor ${id}`,
    offerings: [{ id: `${id}-o`, name: 'O' }],
    facts: [{ id: `${id}-seat`, attribute: 'provider.seat.registered', value: 'DE' }],
  },
  recordedFrom: '2026-01-01T00:00:00Z',
  recordedTo: null,
  feed: 'story',
});

/** More than are derived in one step. */
const DOCUMENTS = Array.from({ length: 700 }, (_, at) => vendor(`v${at}`));

describe('a world built in steps', () => {
  it('is the one that is built at once, and the one that grows document by document', () => {
    const builder = new DocumentWorlds();
    const steps = builder.building(DOCUMENTS, '7-1');
    let count = 0;
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) count += 1;
    const grown = DOCUMENTS.reduce(
      (world, document) => builder.apply(world, [document], [document], '7-1'),
      builder.build([], '7-1'),
    );
    // A step for each document, and some for what is derived from them.
    expect(count).toBeGreaterThan(DOCUMENTS.length);
    for (const other of [builder.build(DOCUMENTS, '7-1'), grown]) {
      expect(step.value.position).toBe(other.position);
      for (const part of ['vendors', 'offerings', 'facts', 'certificates', 'parts'] as const)
        expect([...step.value[part]]).toEqual([...other[part]]);
    }
  });
});
