import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { type AuditAnchor, checkChain, MAIN_TENANT } from '#access';
import { createDataSource, PostgresAuditStore } from '#persistence';
import { InvalidEnvironment, parseEnv } from '#platform';
import { LaunchRefused } from './launch-refused.ts';
import { openRecord } from './open-record.ts';

const USAGE = `Checks, tenant by tenant, that no entry of the audit was altered, removed, added or moved.

  npm run audit:verify
  npm run audit:verify -- --anchor <tenant>:<seq>-<hash>   also against an end of a chain that was printed before

Uses the database that DATABASE_URL names, else the embedded one (Placet must be stopped then). Prints the end of each
chain: keep it elsewhere, since who owns the database could also rewrite what it says about its own end. Ends with
status 0 when the chains are whole, 1 when it is not, 2 when it could not be checked.
`;

const print = (line: string): void => void process.stdout.write(`${line}\n`);

async function run(): Promise<number> {
  const { values } = parseArgs({
    options: { anchor: { type: 'string', multiple: true }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help === true) {
    process.stdout.write(USAGE);
    return 0;
  }
  const known = (values.anchor ?? []).map(readAnchor);
  const record = await openRecord(parseEnv(process.env));
  try {
    const source = await createDataSource(record.url, 1).initialize();
    try {
      return await verify(new PostgresAuditStore(source), known);
    } finally {
      await source.destroy();
    }
  } finally {
    await record.close();
  }
}

async function verify(store: PostgresAuditStore, known: readonly KnownEnd[]): Promise<number> {
  let isWhole = true;
  for (const tenant of await store.tenants()) {
    const ends = known.filter((end) => end.tenant === tenant);
    isWhole = (await verifyChain(store, tenant, ends)) && isWhole;
  }
  return isWhole ? 0 : 1;
}

async function verifyChain(
  store: PostgresAuditStore,
  tenant: string,
  known: readonly AuditAnchor[],
): Promise<boolean> {
  // Read before the entries: whatever is appended meanwhile comes after it.
  const anchor = await store.anchor(tenant);
  const check = await checkChain(store.all(tenant), anchor === null ? known : [anchor, ...known]);
  if (!check.isIntact) {
    print(`The audit of ${tenant} is BROKEN at entry ${check.seq}: ${check.problem}.`);
    return false;
  }
  const noted = (await store.anchor(tenant))?.seq ?? 0;
  if (noted < check.end.seq) {
    print(
      `The audit of ${tenant} is BROKEN at entry ${noted + 1}: it is not where the audit was noted to end.`,
    );
    return false;
  }
  print(`The audit of ${tenant} is whole: ${check.end.seq} entries.`);
  print(`Its end: ${tenant}:${check.end.seq}-${check.end.hash}`);
  return true;
}

/** An end that the chain of a tenant had before. */
interface KnownEnd extends AuditAnchor {
  readonly tenant: string;
}

function readAnchor(text: string): KnownEnd {
  const [, tenant = MAIN_TENANT, seq, hash] =
    /^(?:([a-z0-9][a-z0-9-]*):)?([1-9]\d{0,14})-([0-9a-f]{64})$/.exec(text) ?? [];
  if (seq === undefined || hash === undefined)
    throw new LaunchRefused(
      `"${text}" is no end of an audit; it is printed as <tenant>:<seq>-<64 hexadecimal digits>.`,
    );
  return { tenant, seq: Number(seq), hash };
}

try {
  process.exitCode = await run();
} catch (error) {
  const isForPeople = error instanceof LaunchRefused || error instanceof InvalidEnvironment;
  process.stderr.write(
    `${error instanceof Error ? (isForPeople ? error.message : error.stack) : String(error)}\n`,
  );
  process.exitCode = 2;
}
