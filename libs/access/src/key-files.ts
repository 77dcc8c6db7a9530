import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KeySecrets } from './api-keys.ts';

/** Secrets kept as files of mode 0600 in the data folder, made once, unless the environment names them. Processes that serve the same keys must have the same pepper. */
export class KeyFiles extends KeySecrets {
  readonly adminKey: string;
  readonly pepper: string;
  /** Where the administrator finds the key; `null` when it came from the environment. */
  readonly adminKeyFile: string | null;

  constructor(dataDir: string, adminKey: string | undefined, pepper?: string) {
    super();
    mkdirSync(dataDir, { recursive: true });
    this.pepper = pepper ?? readOrMake(join(dataDir, 'key.pepper'), () => randomBytes(32).toString('hex'));
    this.adminKeyFile = adminKey === undefined ? join(dataDir, 'admin.key') : null;
    this.adminKey =
      adminKey ??
      readOrMake(join(dataDir, 'admin.key'), () => `plc_admin000_${randomBytes(32).toString('base64url')}`);
  }
}

function readOrMake(path: string, make: () => string): string {
  try {
    // "wx" lets exactly one of several starting processes make it; the others read what it wrote.
    writeFileSync(path, `${make()}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EEXIST') throw error;
  }
  return readFileSync(path, 'utf8').trim();
}
