import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { SavedWorld } from '#application';
import type { World } from '#domain';
import type { StoredDocument } from '../documents/document-item.ts';
import { applyDocuments, buildWorld } from '../documents/world/world.ts';
import { isAssembled } from './document-worlds.ts';
import { SnapshotFile } from './snapshot-file.ts';

const vendor = (id: string, seat: string, recordedFrom = '2026-01-01T00:00:00Z'): StoredDocument => ({
  kind: 'vendor',
  id,
  version: null,
  document: {
    id,
    name: `Vendor ${id}`,
    offerings: [{ id: `${id}-o`, name: 'O' }],
    facts: [
      { id: `${id}-seat`, attribute: 'provider.seat.registered', value: seat },
      {
        id: `${id}-cert`,
        subject: `offering:${id}-o`,
        certificate: 'FedRAMP',
        level: 'Low',
        registerId: 'F1',
      },
    ],
  },
  recordedFrom,
  recordedTo: null,
  feed: 'story',
});

const broken: StoredDocument = {
  kind: 'regime',
  id: 'broken',
  version: '1',
  document: { id: 'broken', version: '1', requirements: 'none' },
  recordedFrom: '2026-01-01T00:00:00Z',
  recordedTo: null,
};

/** More documents than one block of the file holds. */
const DOCUMENTS = [...Array.from({ length: 150 }, (_, at) => vendor(`v${at}`, 'DE')), broken];

const content = ({ vendors, offerings, facts, certificates, position, staleFeeds }: World): unknown => [
  new Map(vendors),
  new Map(offerings),
  new Map(facts),
  new Map(certificates),
  position,
  staleFeeds,
];

describe('a snapshot file', () => {
  let folder: string;
  let path: string;
  let warnings: string[];
  const staleFeeds = new Map([['story', '2026-02-01']]);
  const stated = { ...buildWorld(DOCUMENTS, { position: '7-3' }), staleFeeds };
  const saved: SavedWorld = {
    stated,
    disputes: [
      { id: 'd', statement: 'v1-seat', subject: 'provider:v1', status: 'open', since: '2026-03-01' },
    ],
    reached: '8-1',
    ruled: '2-2',
    database: 'here',
  };
  const file = (): SnapshotFile => new SnapshotFile(path, (message) => warnings.push(message));

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'placet-snapshot-'));
    path = join(folder, 'world.snapshot');
    warnings = [];
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('gives back the world that was kept, to which documents can be applied as before', async () => {
    await file().write(saved);
    const found = await file().read();
    expect(found).not.toBeNull();
    const { stated: world = stated, ...others } = found ?? {};
    expect(content(world)).toEqual(content(stated));
    expect(others).toEqual({ disputes: saved.disputes, reached: '8-1', ruled: '2-2', database: 'here' });
    const changes = [vendor('v1', 'FR', '2026-05-01T00:00:00Z'), vendor('new', 'KR')];
    const apply = (to: World): unknown =>
      isAssembled(to) ? content(applyDocuments(to, changes, '9-1')) : null;
    expect(apply(world)).toEqual(apply(stated));
    expect(apply(world)).not.toBeNull();
    expect(warnings).toEqual([]);
  });

  it('is the whole of one state, and leaves no drafts behind', async () => {
    await file().write(saved);
    await file().write({ ...saved, reached: '9-9' });
    expect((await file().read())?.reached).toBe('9-9');
    expect(await readdir(folder)).toEqual(['world.snapshot']);
  });

  it('is nothing to go on from when there is none', async () => {
    expect(await file().read()).toBeNull();
    expect(warnings).toEqual([]);
  });

  it('is refused when any part of it is damaged or missing', async () => {
    await file().write(saved);
    const bytes = await readFile(path);
    // Somewhere in the first words, in the head, in a block, and in the last one.
    for (const at of [3, 60, Math.floor(bytes.length / 2), bytes.length - 5]) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ 0xff;
      await writeFile(path, damaged);
      expect(await file().read()).toBeNull();
    }
    for (const length of [0, 10, Math.floor(bytes.length / 2), bytes.length - 1]) {
      await writeFile(path, bytes.subarray(0, length));
      expect(await file().read()).toBeNull();
    }
    expect(warnings).toHaveLength(8);
    expect(warnings.every((warning) => warning.startsWith('The snapshot is refused'))).toBe(true);
  });
});
