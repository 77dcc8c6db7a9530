import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deserialize, serialize } from 'node:v8';
import { DOCUMENT_KINDS, type SavedWorld, Turns, WorldSnapshots } from '#application';
import { isAssembled } from './document-worlds.ts';
import { savedParts, type SavedPart } from '../documents/world/saved-parts.ts';
import { WorldChange } from '../documents/world/world-change.ts';
import { emptyWorld } from '../documents/world/world.ts';

/** Number of the form of the file; what is read by another one is refused. */
const FORM = 1;
const MAGIC = Buffer.from('placet-snapshot\n');
/** Documents of one block: a few hundred kilobytes, a few milliseconds. */
const BLOCK_DOCUMENTS = 64;
const DIGEST_BYTES = 32;
const LENGTH_BYTES = 4;

/** The first block: from what state the others are, and by which program. */
interface Head extends Omit<SavedWorld, 'stated'> {
  readonly program: string;
  readonly position: string;
  readonly staleFeeds: SavedWorld['stated']['staleFeeds'];
  readonly documents: number;
}

/** Why a file is not gone on from; the database is read instead. */
export class UnusableSnapshot extends Error {}

/**
 * Keeps a world in a file, as blocks of documents that have been read, each with its digest. A file that another program
 * wrote, or that is damaged, is refused as a whole.
 */
export class SnapshotFile extends WorldSnapshots {
  private program: Promise<string> | null = null;

  constructor(
    private readonly path: string,
    private readonly warn: (message: string) => void,
  ) {
    super();
  }

  async read(): Promise<SavedWorld | null> {
    let file: FileHandle;
    try {
      file = await open(this.path);
    } catch (error) {
      if (isMissing(error)) return null;
      this.warn(`The snapshot can't be opened, the database is read instead: ${String(error)}`);
      return null;
    }
    try {
      return await this.restored(file);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.warn(`The snapshot is refused, the database is read instead: ${reason}`);
      return null;
    } finally {
      await file.close();
    }
  }

  private async restored(file: FileHandle): Promise<SavedWorld> {
    const magic = await exactly(file, MAGIC.length);
    if (!magic.equals(MAGIC)) throw new UnusableSnapshot('it is no snapshot');
    const head: Head = deserialize(await block(file));
    if (head.program !== (await this.programDigest())) throw new UnusableSnapshot('another version wrote it');
    const change = new WorldChange(emptyWorld());
    const turns = new Turns();
    let documents = 0;
    while (documents < head.documents) {
      const parts: readonly SavedPart[] = deserialize(await block(file));
      for (const part of parts) change.restore(part);
      documents += parts.length;
      await turns.next();
    }
    const { position, staleFeeds, disputes, reached, ruled, database } = head;
    const steps = change.finishing(position);
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) await turns.next();
    return { stated: { ...step.value, staleFeeds }, disputes, reached, ruled, database };
  }

  /** Written beside the one before, which it then takes the place of: no half-written file is ever found. */
  async write({ stated, ...saved }: SavedWorld): Promise<void> {
    if (!isAssembled(stated)) throw new Error('Only worlds made of documents can be kept');
    const head: Head = {
      ...saved,
      program: await this.programDigest(),
      position: stated.position,
      staleFeeds: stated.staleFeeds,
      documents: stated.parts.size,
    };
    await mkdir(dirname(this.path), { recursive: true });
    // Containers that share a folder have process numbers in common, but not names.
    const draft = `${this.path}.${hostname()}-${process.pid}.tmp`;
    const file = await open(draft, 'w', 0o600);
    try {
      await file.writeFile(MAGIC);
      await file.writeFile(framed(head));
      let parts: SavedPart[] = [];
      for (const part of savedParts(stated)) {
        parts.push(part);
        if (parts.length < BLOCK_DOCUMENTS) continue;
        // Writing gives others a turn.
        await file.writeFile(framed(parts));
        parts = [];
      }
      if (parts.length > 0) await file.writeFile(framed(parts));
      await file.sync();
      await file.close();
      await rename(draft, this.path);
    } catch (error) {
      await file.close().catch(() => undefined);
      await rm(draft, { force: true });
      throw error;
    }
  }

  private programDigest(): Promise<string> {
    this.program ??= digestOfProgram();
    return this.program;
  }
}

function isMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
}

function framed(content: unknown): Buffer {
  const bytes = serialize(content);
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([length, createHash('sha256').update(bytes).digest(), bytes]);
}

/** The next block, once its digest has been checked. */
async function block(file: FileHandle): Promise<Buffer> {
  const length = (await exactly(file, LENGTH_BYTES)).readUInt32LE();
  const digest = await exactly(file, DIGEST_BYTES);
  const { size } = await file.stat();
  if (length > size) throw new UnusableSnapshot('it is damaged');
  const bytes = await exactly(file, length);
  if (!createHash('sha256').update(bytes).digest().equals(digest))
    throw new UnusableSnapshot('it is damaged');
  return bytes;
}

async function exactly(file: FileHandle, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes);
  for (let filled = 0; filled < bytes;) {
    const { bytesRead } = await file.read(buffer, filled, bytes - filled);
    if (bytesRead === 0) throw new UnusableSnapshot('its end is missing');
    filled += bytesRead;
  }
  return buffer;
}

/** Names what reads documents: a file holds what came of that, and another program might come to something else. */
async function digestOfProgram(): Promise<string> {
  const hash = createHash('sha256').update(`${FORM} ${process.versions.v8} ${DOCUMENT_KINDS.join()}\n`);
  for (const folder of ['../../../domain/src', '../documents', '../mapping', '../text', '../notice'])
    await addFolder(hash, fileURLToPath(new URL(folder, import.meta.url)));
  return hash.digest('hex');
}

async function addFolder(hash: ReturnType<typeof createHash>, folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && /(?<!\.spec)\.[jt]s$/.test(entry.name));
  for (const path of files.map(({ parentPath, name }) => join(parentPath, name)).toSorted()) {
    hash.update(path.slice(folder.length)).update(await readFile(path));
  }
}
