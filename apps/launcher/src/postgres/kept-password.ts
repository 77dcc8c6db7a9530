import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';

/** A password that can stand in a connection string as it is. */
export function newPassword(): string {
  return randomBytes(24).toString('base64url');
}

/** Keeps a password in a file that only its owner reads. */
export function keepPassword(file: string, password: string): void {
  writeFileSync(file, `${password}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
}

/** The password that a file keeps, made when there is none. */
export function keptPassword(file: string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const password = newPassword();
  keepPassword(file, password);
  return password;
}
