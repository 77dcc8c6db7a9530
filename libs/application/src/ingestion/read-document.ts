import type { World } from '#domain';
import { InvalidInput } from '../errors.ts';
import type { IncomingDocument } from '../ports/record/documents.ts';
import { type DeliveryReader, Unreadable } from '../ports/intake/reading.ts';

/**
 * Reads one document as a delivery of it would be read; `place` turns a pointer into the document into one into what the
 * caller sent.
 *
 * @throws InvalidInput with pointers as the caller wrote it.
 */
export async function readDocument(
  reader: DeliveryReader,
  document: object,
  world: World,
  place: (pointer: string) => string,
): Promise<IncomingDocument> {
  const hints = { contentType: 'application/json', format: 'placet', source: '' };
  try {
    const { items } = await reader.open(bytesOf(document), hints, () => world);
    for await (const item of items) {
      if (item.kind === 'document') return item.document;
      if (item.kind !== 'broken') break;
      const { errors, detail } = item.problem;
      const faults = (errors ?? []).map((error) => ({
        pointer: place(error.pointer ?? ''),
        detail: error.detail,
      }));
      throw new InvalidInput(faults.length > 0 ? faults : [{ pointer: place(''), detail }]);
    }
  } catch (error) {
    if (error instanceof Unreadable)
      throw new InvalidInput([{ pointer: place(''), detail: error.problem.detail }]);
    throw error;
  }
  throw new InvalidInput([{ pointer: place(''), detail: 'This is no Placet document.' }]);
}

async function* bytesOf(document: object): AsyncGenerator<Uint8Array> {
  yield Buffer.from(JSON.stringify(document));
}
