import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inventedRelease } from './invented-notices.ts';

/** Notices to deliver, as many as wanted, each of a procedure of its own. */
export interface Feed {
  /** What the notices are made from, for the report. */
  readonly origin: string;
  /** The notice with a serial number, as its publisher would send it. */
  readonly notice: (serial: number) => string;
}

/** Published notices to measure with, where they lie beside the project; they are never part of it. */
const SAMPLES = '../shared/samples';
/** Smaller releases in the samples are made up by test suites of OCDS. */
const REAL_FROM_CHARS = 1500;

/** Releases of OCDS: those of several publishers with other identities, or invented ones. */
export function ocdsFeed(): Feed {
  const real = filesBelow(join(SAMPLES, 'ocds'), /\.jsonl?$/).flatMap(releasesIn);
  if (real.length === 0)
    return { origin: 'invented releases', notice: (serial) => JSON.stringify(inventedRelease(serial)) };
  return {
    origin: `${real.length} published releases under new identities`,
    notice: (serial) => {
      const release = real[serial % real.length];
      return JSON.stringify({ ...release, ocid: `ocds-bench0-${serial}`, id: `ocds-bench0-${serial}-1` });
    },
  };
}

/** Notices of eForms: published ones with other identities, or an invented one with as many lots as make it as long. */
export function eformsFeed(): Feed {
  const real = filesBelow(join(SAMPLES, 'eforms'), /real-.*\.xml$/)
    .map((path) => readFileSync(path, 'utf8'))
    .filter((text) => text.includes('ContractFolderID'));
  const [texts, origin] =
    real.length > 0
      ? [real, `${real.length} published notices under new identities`]
      : [[inventedEforms()], 'an invented notice'];
  return { origin, notice: (serial) => renamed(texts[serial % texts.length] ?? '', serial) };
}

function renamed(text: string, serial: number): string {
  const id = `00000000-0000-4000-8000-${String(serial).padStart(12, '0')}`;
  return text
    .replace(/(<cbc:ContractFolderID>)[^<]*/g, `$1${id}`)
    .replace(/(schemeName="notice-id"[^>]*>)[^<]*/, `$1${id}`);
}

function inventedEforms(): string {
  const text = readFileSync('libs/formats/src/eforms/fixtures/contract-notice.xml', 'utf8');
  const lot =
    /[ \t]*<cac:ProcurementProjectLot>[\s\S]*?<\/cac:ProcurementProjectLot>\n/.exec(text)?.[0] ?? '';
  return text.replace(lot, lot.repeat(Math.max(1, Math.ceil((25_000 - text.length) / lot.length))));
}

function filesBelow(folder: string, name: RegExp): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => name.test(path))
    .toSorted()
    .map((path) => join(folder, path));
}

function releasesIn(path: string): object[] {
  const text = readFileSync(path, 'utf8');
  try {
    return releasesOf(JSON.parse(text));
  } catch {
    return [];
  }
}

function releasesOf(value: unknown): object[] {
  if (Array.isArray(value)) return value.flatMap(releasesOf);
  if (typeof value !== 'object' || value === null) return [];
  if ('releases' in value) return releasesOf(value.releases);
  if ('records' in value) return releasesOf(value.records);
  const isRelease = 'ocid' in value && 'date' in value && 'tender' in value;
  return isRelease && JSON.stringify(value).length >= REAL_FROM_CHARS ? [value] : [];
}
