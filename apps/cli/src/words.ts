import { parseArgs } from 'node:util';

/** How a command ends: what programs may rely on. */
export const EXIT = { fine: 0, problems: 1, usage: 2, unavailable: 3 } as const;

/** What is wrong with the words of a command, and how it is used. */
export class UsageError extends Error {}

/** A command with everything it was told. */
export type Words =
  | { readonly command: 'help' | 'version' }
  | ({ readonly command: 'import'; readonly from: string } & Options)
  | ({ readonly command: 'validate'; readonly files: readonly string[] } & Options);

/** What both commands may be told. */
export interface Options {
  readonly url?: string;
  readonly source?: string;
  readonly format?: string;
  readonly mapping?: string;
  readonly json: boolean;
}

/** What `placet --help` prints. */
export const HELP = `Usage:
  npx placet import FILE|URL|-    deliver a document or feed, follow it, and account for every item
  npx placet validate FILE...     check documents on this machine, without a service

Options:
  --source ID      import: source to deliver to (default: cli; made when it doesn't exist)
  --mapping ID|FILE  how records of a flat source are read: a known mapping, or a mapping document
  --format NAME    pins the format, such as ocds or eforms; without it, it is detected from the content
  --url URL        import: address of the service (default: PLACET_URL, else PLACET_HOST and PLACET_PORT)
  --json           print one JSON document instead of text
  --help, --version

The key is PLACET_KEY, else PLACET_ADMIN_KEY, else the file admin.key of the data folder (PLACET_DATA_DIR, .placet).

validate knows the shipped reference data and all the files it is given, in any order: Placet documents (regime, vendor,
scheme, group, equivalence, mapping, register ...), notices in every format, and tables with --mapping.

Ends with 0 when all is well, 1 when something has to be corrected, 2 when the command is used wrongly, and 3 when the
service or the file can't be reached.
`;

/** Reads the words after `placet`; throws {@link UsageError}. */
export function readWords(argv: readonly string[]): Words {
  const { values, positionals } = parsed(argv);
  if (values.version === true) return { command: 'version' };
  const [command, ...rest] = positionals;
  if (values.help === true || command === undefined || command === 'help') return { command: 'help' };
  const options: Options = {
    json: values.json === true,
    ...(values.url === undefined ? {} : { url: values.url }),
    ...(values.source === undefined ? {} : { source: values.source }),
    ...(values.format === undefined ? {} : { format: values.format }),
    ...(values.mapping === undefined ? {} : { mapping: values.mapping }),
  };
  if (command === 'import') {
    const [from, other] = rest;
    if (from === undefined) throw new UsageError('import needs a file, an address, or - for standard input.');
    if (other !== undefined)
      throw new UsageError(`import takes one file at a time; "${other}" is one too many.`);
    return { command, from, ...options };
  }
  if (command === 'validate') {
    if (rest.length === 0) throw new UsageError('validate needs at least one file.');
    if (options.url !== undefined || options.source !== undefined)
      throw new UsageError('validate asks no service: --url and --source are for import.');
    return { command, files: rest, ...options };
  }
  throw new UsageError(`There is no command "${command}"; there are import and validate.`);
}

function parsed(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        source: text,
        format: text,
        mapping: text,
        url: text,
        json: flag,
        help: { ...flag, short: 'h' },
        version: flag,
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
