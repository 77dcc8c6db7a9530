import { readFileSync } from 'node:fs';
import { importFrom } from './import/import-from.ts';
import { Unavailable } from './import/service.ts';
import { Terminal } from './terminal.ts';
import { validateFiles } from './validate/validate-files.ts';
import { EXIT, HELP, readWords, UsageError } from './words.ts';

/** Runs one command and answers the exit code. */
export async function runCommand(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = process.env,
  terminal: Terminal = new Terminal(),
): Promise<number> {
  try {
    const words = readWords(argv);
    switch (words.command) {
      case 'help':
        terminal.say(HELP.trimEnd());
        return EXIT.fine;
      case 'version':
        terminal.say(version());
        return EXIT.fine;
      case 'import':
        return await importFrom(words, environment, terminal);
      default:
        return await validateFiles(words, terminal);
    }
  } catch (error) {
    if (error instanceof UsageError) {
      terminal.complain(`${error.message} Try placet --help.`);
      return EXIT.usage;
    }
    if (error instanceof Unavailable || isFileError(error)) {
      terminal.complain(error.message);
      return EXIT.unavailable;
    }
    throw error;
  }
}

function version(): string {
  // The compiled tree lies one folder deeper than the sources.
  for (const path of ['../../../package.json', '../../../../package.json'])
    try {
      const { version: found } = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
      if (typeof found === 'string') return found;
    } catch (error) {
      if (!isFileError(error)) throw error;
    }
  return 'unknown';
}

/** A file that can't be read: not there, a folder, not allowed. */
function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'path' in error;
}
