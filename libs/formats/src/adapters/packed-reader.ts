import { DeliveryReader, type ItemProblem, type ReadingHints, type ReadItem, Unreadable } from '#application';
import type { World } from '#domain';
import { gunzip, GunzipProblem, isGzip } from '../archive/gunzip.ts';
import { peek } from '../archive/peek.ts';
import { isTar, readTar, TarProblem } from '../archive/read-tar.ts';
import { pointerToken } from '../json/json-problem.ts';
import { ContentReader } from './content-reader.ts';

/**
 * Reads what other readers read, also when it comes compressed by gzip or as an archive of `tar`: publishers give days
 * of notices out as one file. Each file of an archive is read by its own content, and a bad one takes no other along.
 */
export class PackedReader extends DeliveryReader {
  constructor(private readonly plain: DeliveryReader = new ContentReader()) {
    super();
  }

  async open(
    raw: AsyncIterable<Uint8Array>,
    hints: ReadingHints,
    world: () => World,
  ): ReturnType<DeliveryReader['open']> {
    try {
      let { head, rest } = await peek(raw);
      if (isGzip(head)) ({ head, rest } = await peek(gunzip(rest)));
      if (isTar(head)) return { format: 'tar', items: told(this.files(rest, hints, world)) };
      const { items, ...read } = await this.plain.open(rest, hints, world);
      return { ...read, items: told(items) };
    } catch (error) {
      throw readable(error);
    }
  }

  mappingOf(hints: { format: string | null; mapping?: unknown }, world: World): string | null {
    return this.plain.mappingOf(hints, world);
  }

  private async *files(
    archive: AsyncIterable<Uint8Array>,
    hints: ReadingHints,
    world: () => World,
  ): AsyncGenerator<ReadItem> {
    let ordinal = 0;
    for await (const { name, bytes } of readTar(archive)) {
      const place = `/${pointerToken(name)}`;
      const skip = new Set([...(hints.skip ?? [])].map((skipped) => skipped - ordinal));
      try {
        const { items } = await this.plain.open(bytes, { ...hints, contentType: null, skip }, world);
        for await (const item of items) {
          ordinal += 1;
          yield below(place, item);
        }
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error;
        ordinal += 1;
        yield { kind: 'broken', pointer: place, what: null, key: null, problem: error.problem, fragment: '' };
      }
    }
  }
}

/** The item with its place in the archive before its place in its file. */
function below(place: string, item: ReadItem): ReadItem {
  const pointer = place + item.pointer;
  switch (item.kind) {
    case 'document':
      return { ...item, pointer, document: { ...item.document, pointer } };
    case 'notice':
      return { ...item, pointer, notice: { ...item.notice, pointer } };
    default:
      return { ...item, pointer };
  }
}

/** What breaks while items are read ends the delivery where it stands: what came before it counts. */
async function* told(items: AsyncIterable<ReadItem>): AsyncGenerator<ReadItem> {
  try {
    yield* items;
  } catch (error) {
    throw readable(error);
  }
}

function readable(error: unknown): unknown {
  if (!(error instanceof GunzipProblem) && !(error instanceof TarProblem)) return error;
  const problem: ItemProblem = {
    type: error.rule,
    title: 'The delivery can not be unpacked',
    detail: error.message,
    errors: [],
  };
  return new Unreadable(problem);
}
