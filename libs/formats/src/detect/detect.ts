import { looksLikeLines } from '../json/read-json-items.ts';
import { afterProlog } from '../xml/xml-prolog.ts';
import { outlineJson } from './json-outline.ts';

/** Formats that can be told from the beginning of a document. */
export type DetectedFormat =
  | 'placet-yaml'
  | 'placet-json'
  | 'ocds'
  | 'eforms'
  | 'ted-xml'
  | 'ted-api'
  | 'prozorro'
  | 'bods'
  | 'gleif'
  | 'xml'
  | 'json'
  | 'jsonl'
  | 'csv'
  | 'unknown';

const EFORMS_ROOTS = new Set([
  'PriorInformationNotice',
  'ContractNotice',
  'ContractAwardNotice',
  'BusinessRegistrationInformationNotice',
]);

const GLEIF_ROOTS = new Set(['LEIData', 'RelationshipData']);

/** Members that make an object OCDS, alone or beside the list of a package. */
const OCDS_MEMBERS = ['ocid', 'compiledRelease', 'versionedRelease'];
const PACKAGE_LISTS = ['releases', 'records'];
const PACKAGE_MEMBERS = ['publisher', 'publishedDate', 'uri', 'version', 'extensions', 'packages', 'license'];

/**
 * Tells the format of a document from its first bytes (some KiB suffice). Content decides; the content type is asked
 * only between plain text formats, because senders often name the wrong one. OCDS in JSON Lines is `ocds`: its reader
 * sees the lines itself.
 */
export function detect(firstBytes: Uint8Array, contentType?: string): DetectedFormat {
  const text = decode(firstBytes);
  const start = text.trimStart();
  if (start === '' || hasControls(start)) return 'unknown';
  if (start.startsWith('<')) return detectXml(start);
  if (start.startsWith('{') || start.startsWith('[')) return detectJson(start, firstBytes);
  if (/^schema:\s*["']?placet\./m.test(text)) return 'placet-yaml';
  if (looksLikeLines(firstBytes)) return 'jsonl';
  const type = contentType?.split(';')[0]?.trim().toLowerCase();
  if (looksLikeTable(start) || (type === 'text/csv' && /[,;\t|]/.test(firstLine(start)))) return 'csv';
  return 'unknown';
}

function detectJson(text: string, bytes: Uint8Array): DetectedFormat {
  const outline = outlineJson(text);
  if (outline === undefined) return ownersIn(text) ?? (looksLikeLines(bytes) ? 'jsonl' : 'json');
  if (outline.get('schema')?.startsWith('placet.') === true) return 'placet-json';
  if (isOcds(outline, text)) return 'ocds';
  if (isTedApi(outline, text)) return 'ted-api';
  if (isProzorro(outline, text)) return 'prozorro';
  return ownersIn(text) ?? (looksLikeLines(bytes) ? 'jsonl' : 'json');
}

function isOcds(keys: ReadonlyMap<string, string>, text: string): boolean {
  if (OCDS_MEMBERS.some((key) => keys.has(key))) return true;
  if (PACKAGE_LISTS.some((key) => keys.has(key)))
    return text.includes('"ocid"') || PACKAGE_MEMBERS.some((key) => keys.has(key));
  // A long package can name its publisher long before its list.
  const members = PACKAGE_MEMBERS.filter((key) => keys.has(key));
  return members.includes('publishedDate') && members.length >= 3;
}

/** Pages and notices of the search of TED. */
function isTedApi(keys: ReadonlyMap<string, string>, text: string): boolean {
  return keys.has('publication-number') || (keys.has('notices') && text.includes('"publication-number"'));
}

/** Names that only objects of Prozorro have, wherever they stand; pages of its listings and its errors have none. */
function isProzorro(keys: ReadonlyMap<string, string>, text: string): boolean {
  if (
    /"(?:tenderID|planID|procurementMethodType|frameworkType|submissionMethod|monitoring_id)"\s*:/.test(text)
  )
    return true;
  if (/"(?:contractID|agreementID)"\s*:/.test(text))
    return /"(?:awardID|procuringEntity|suppliers)"\s*:/.test(text);
  // A tender can begin with its criteria, which fill many kilobytes.
  if (keys.has('data') && /"requirementGroups"\s*:/.test(text)) return true;
  return /"next_page"\s*:\s*\{/.test(text) && /"(?:dateModified|offset)"\s*:/.test(text);
}

/** Statements about owners (BODS) and identities of entities (GLEIF). */
function ownersIn(text: string): 'bods' | 'gleif' | undefined {
  if (/"statementI[dD]"\s*:/.test(text) && /"(?:recordType|statementType)"\s*:/.test(text)) return 'bods';
  const isGleif =
    /"type"\s*:\s*"lei-records"/.test(text) ||
    /"LEI"\s*:\s*(?:\{\s*"\$"\s*:\s*)?"[0-9A-Z]{18}\d{2}"/.test(text) ||
    /"Relationship"\s*:\s*\{\s*"StartNode"/.test(text);
  return isGleif ? 'gleif' : undefined;
}

function detectXml(text: string): DetectedFormat {
  if (/^<(!doctype\s+html|html)\b/i.test(text)) return 'unknown';
  // A DOCTYPE names the root, and is refused by the reader of that root.
  const root = /^<(?:!DOCTYPE\s+)?(?:[\w.-]+:)?([A-Za-z_][\w.-]*)/i.exec(afterProlog(text))?.[1];
  if (root === undefined) return 'unknown';
  if (EFORMS_ROOTS.has(root)) return 'eforms';
  if (GLEIF_ROOTS.has(root)) return 'gleif';
  return root === 'TED_EXPORT' ? 'ted-xml' : 'xml';
}

/** Two lines or more with the same delimiter as often, outside quotes. */
function looksLikeTable(text: string): boolean {
  const lines = text.split(/\r?\n/).filter((line) => line !== '');
  const [header = '', next] = lines;
  if (next === undefined) return false;
  return [',', ';', '\t', '|'].some((delimiter) => {
    const columns = count(header, delimiter);
    return columns > 0 && (count(next, delimiter) === columns || next.includes('"'));
  });
}

function count(line: string, delimiter: string): number {
  return line.replace(/"(?:[^"]|"")*"/g, '').split(delimiter).length - 1;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

/** Text has no control characters but white space; a few in a row of bytes mean a binary file. */
function hasControls(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  return /[\u0000-\u0008\u000e-\u001f]/.test(text.slice(0, 1024));
}

/** Decodes by byte order mark, otherwise as UTF-8; what can't be decoded doesn't matter here. */
function decode(bytes: Uint8Array): string {
  const [a, b] = bytes;
  const encoding = a === 0xff && b === 0xfe ? 'utf-16le' : a === 0xfe && b === 0xff ? 'utf-16be' : undefined;
  if (encoding !== undefined) return new TextDecoder(encoding).decode(bytes);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}
