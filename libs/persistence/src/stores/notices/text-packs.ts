import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';
import type { EntityManager } from 'typeorm';
import { byteArray, textArray } from '../parameters.ts';

const compress = promisify(brotliCompress);
const decompress = promisify(brotliDecompress);

/** Few enough that reading one text unpacks little besides, enough that they share their words. */
const TEXTS = 8;
/** No text of a source holds it: readers refuse it. */
const SEPARATOR = '\0';
const QUALITY = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };

/** Where a text stands: the pack, and its place among the texts of it. */
export interface TextPlace {
  readonly pack: string;
  readonly place: number;
}

/** Texts that were compressed together, under the id of the first publication that has one of them. */
export interface TextPack {
  readonly id: string;
  readonly bytes: Buffer;
}

/** Packs the texts of publications; `places` says where that of each id went. */
export async function packTexts(
  texts: readonly { readonly id: string; readonly text: string }[],
): Promise<{ packs: TextPack[]; places: ReadonlyMap<string, TextPlace> }> {
  const places = new Map<string, TextPlace>();
  const groups: { id: string; texts: string[] }[] = [];
  for (const [index, { id, text }] of texts.entries()) {
    let group = groups.at(-1);
    if (group === undefined || index % TEXTS === 0) groups.push((group = { id, texts: [] }));
    places.set(id, { pack: group.id, place: group.texts.length });
    group.texts.push(text.replaceAll(SEPARATOR, '\uFFFD'));
  }
  const packs = await Promise.all(
    groups.map(async (group) => ({
      id: group.id,
      bytes: await compress(Buffer.from(group.texts.join(SEPARATOR)), QUALITY),
    })),
  );
  return { packs, places };
}

/** Stores packs. */
export async function insertPacks(manager: EntityManager, packs: readonly TextPack[]): Promise<void> {
  if (packs.length === 0) return;
  await manager.query(
    'INSERT INTO placet.text_pack (id, bytes) SELECT id::bigint, bytes FROM unnest($1::text[], $2::bytea[]) AS p (id, bytes)',
    [textArray(packs.map(({ id }) => id)), byteArray(packs.map(({ bytes }) => bytes))],
  );
}

/** Where the text of a stored publication stands, if in a pack. */
export interface PackedText {
  readonly textPack: string | null;
  readonly textPlace: number | null;
}

/** Columns of a publication that say where its text stands; see {@link readTexts}. */
export const TEXT_COLUMNS = 'raw, text_pack AS "textPack", text_place AS "textPlace"';

/** Gives rows of publications their texts from the packs; those of earlier versions of Placet have them already. */
export async function readTexts<T extends PackedText & { readonly raw: string | null }>(
  manager: EntityManager,
  rows: readonly T[],
): Promise<T[]> {
  const ids = new Set(rows.flatMap(({ textPack }) => textPack ?? []));
  if (ids.size === 0) return [...rows];
  const packs = await manager.query<TextPack[]>(
    'SELECT id, bytes FROM placet.text_pack WHERE id = ANY($1::bigint[])',
    [[...ids]],
  );
  const texts = new Map<string, readonly string[]>();
  for (const { id, bytes } of packs)
    texts.set(id, (await decompress(bytes)).toString('utf8').split(SEPARATOR));
  return rows.map((row) => {
    if (row.textPack === null || row.textPlace === null) return row;
    const raw = texts.get(row.textPack)?.[row.textPlace];
    if (raw === undefined) throw new Error(`Text ${row.textPlace} of pack ${row.textPack} is missing`);
    return { ...row, raw };
  });
}
