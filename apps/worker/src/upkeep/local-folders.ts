import { createReadStream } from 'node:fs';
import { access, mkdir, readdir, realpath, rename, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Injectable } from '@nestjs/common';
import { AddressRefused, Folders, type WaitingFile } from '#application';
import { Env } from '#platform';

/** Names of files that are still being written, and of what isn't meant for us. */
const NOT_WHOLE = /^\.|\.(?:part|tmp)$/i;
const PROCESSED = 'processed';

/** Watched folders of this machine, below the roots that the configuration names. */
@Injectable()
export class LocalFolders extends Folders {
  constructor(private readonly env: Env) {
    super();
  }

  async waiting(url: string): Promise<WaitingFile[]> {
    const folder = await this.folderAt(url);
    const files: WaitingFile[] = [];
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      // Links could lead out of the roots.
      if (!entry.isFile() || NOT_WHOLE.test(entry.name)) continue;
      const { size, mtime } = await stat(join(folder, entry.name));
      files.push({ name: entry.name, size, modified: mtime });
    }
    return files.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  async *read(url: string, name: string): AsyncGenerator<Uint8Array> {
    const path = join(await this.folderAt(url), name);
    for await (const part of createReadStream(path)) if (part instanceof Uint8Array) yield part;
  }

  async markProcessed(url: string, name: string): Promise<void> {
    const folder = await this.folderAt(url);
    const processed = join(folder, PROCESSED);
    await mkdir(processed, { recursive: true });
    const target = join(processed, name);
    const isTaken = await access(target).then(
      () => true,
      () => false,
    );
    await rename(join(folder, name), isTaken ? `${target}.${Date.now()}` : target);
  }

  private async folderAt(url: string): Promise<string> {
    if (!URL.canParse(url) || new URL(url).protocol !== 'file:')
      throw new AddressRefused('The address of a folder must begin with file:///.');
    const folder = await realpath(fileURLToPath(url));
    for (const root of this.roots()) {
      const real = await realpath(root).catch(() => null);
      if (real !== null && (folder === real || folder.startsWith(real + sep))) return folder;
    }
    throw new AddressRefused(
      'The folder is not below one of PLACET_FOLDER_ROOTS (without it: the folder inbox of PLACET_DATA_DIR).',
    );
  }

  private roots(): string[] {
    const { PLACET_FOLDER_ROOTS: roots, PLACET_DATA_DIR: data } = this.env;
    return roots.length > 0 ? roots : [resolve(data, 'inbox')];
  }
}
