import { type StdioOptions, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Account } from './account.ts';
import type { PostgresHome } from './home.ts';
import { keepPassword, newPassword } from './kept-password.ts';

/** Names the superuser and the database of the embedded server. */
export const DATABASE_NAME = 'placet';
const PASSWORD_FILE = 'postgres.password';

/** Makes the database folder if there is none and returns the superuser's password, kept in the data folder. */
export async function prepareCluster(home: PostgresHome, dataDir: string): Promise<string> {
  const passwordFile = join(dataDir, PASSWORD_FILE);
  const isInitialised = existsSync(join(home.cluster, 'PG_VERSION'));
  if (isInitialised && existsSync(passwordFile)) return readFileSync(passwordFile, 'utf8').trim();
  const password = newPassword();
  if (isInitialised) await replacePassword(home, password);
  else await initialise(home, password);
  keepPassword(passwordFile, password);
  return password;
}

/** Returns the environment for PostgreSQL's programs: nothing of ours that would change what they do. */
export function programEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(PG|LC_|LANG|NODE_|PLACET_|npm_)/.test(name),
  );
  return { ...Object.fromEntries(kept), LC_ALL: 'C' };
}

// Made under another name and renamed when complete, so that a kill in the middle leaves nothing half made.
async function initialise(home: PostgresHome, password: string): Promise<void> {
  const unfinished = `${home.cluster}.initialising`;
  const passwordInput = `${unfinished}.password`;
  rmSync(unfinished, { recursive: true, force: true });
  rmSync(passwordInput, { force: true });
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  giveTo(home.account, unfinished);
  writeFileSync(passwordInput, `${password}\n`, { mode: 0o600, flag: 'wx' });
  giveTo(home.account, passwordInput);
  try {
    await runProgram(home, home.binaries.initdb, [
      `--pgdata=${unfinished}`,
      `--username=${DATABASE_NAME}`,
      `--pwfile=${passwordInput}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // PostgreSQL's own locale: the same order of text on every system, whatever it has installed.
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '--no-instructions',
    ]);
    renameSync(unfinished, home.cluster);
  } finally {
    rmSync(passwordInput, { force: true });
  }
}

// Somebody deleted the password file. Whoever may write the database folder may set a new one in single-user mode.
async function replacePassword(home: PostgresHome, password: string): Promise<void> {
  const sql = `ALTER ROLE ${DATABASE_NAME} PASSWORD '${password}';\n`;
  await runProgram(home, home.binaries.postgres, ['--single', '-D', home.cluster, 'postgres'], sql);
}

function giveTo(account: Account | undefined, path: string): void {
  if (account !== undefined) chownSync(path, account.uid, account.gid);
}

function runProgram(home: PostgresHome, program: string, words: string[], input = ''): Promise<void> {
  const stdio: StdioOptions = ['pipe', 'pipe', 'pipe'];
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, {
      ...home.account,
      cwd: dirname(home.cluster),
      env: programEnvironment(),
      stdio,
    });
    const said: Buffer[] = [];
    child.stdout?.on('data', (part: Buffer) => said.push(part));
    child.stderr?.on('data', (part: Buffer) => said.push(part));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      else
        reject(
          new Error(`${program} ended with ${code ?? signal}:\n${Buffer.concat(said).toString('utf8')}`),
        );
    });
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}
