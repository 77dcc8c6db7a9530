import { Readable } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { WorldKeeper } from '../answers/world-keeper.ts';
import { Conflict, InvalidInput } from '../errors.ts';
import { AcceptDelivery } from '../ingestion/accept-delivery.ts';
import { readDocument } from '../ingestion/read-document.ts';
import { DocumentStore, type IncomingDocument, type StoredDocument } from '../ports/record/documents.ts';
import { DeliveryReader } from '../ports/intake/reading.ts';

/** The source of what analysts publish through the API; made with the first delivery. */
export const PUBLICATION_SOURCE = 'published';

/** A version of a regime that may be published. */
export interface ReadVersion {
  readonly document: IncomingDocument;
  /** Every version on record, oldest first. */
  readonly versions: readonly StoredDocument[];
  /** Whether exactly this version is on record, so that publishing it changes nothing. */
  readonly isKnown: boolean;
}

/** Publishes versions of regimes: checked beforehand, then through the same door as every other delivery. */
@Injectable()
export class PublishRegime {
  constructor(
    private readonly worlds: WorldKeeper,
    private readonly documents: DocumentStore,
    private readonly reader: DeliveryReader,
    private readonly accept: AcceptDelivery,
  ) {}

  /**
   * Reads a version of a regime as its delivery would be read.
   *
   * @throws InvalidInput for what a delivery of it would leave in quarantine.
   * @throws Conflict when the version exists with other content under this revision or a later one.
   */
  async read(regime: string, body: object): Promise<ReadVersion> {
    await this.worlds.catchUp();
    const document = await readDocument(this.reader, body, this.worlds.world, (p) => `/document${p}`);
    if (document.kind !== 'regime')
      throw fault('/document/schema', `This is a ${document.kind} document; a regime document is wanted.`);
    if (document.key !== regime)
      throw fault('/document/id', `The document must have the id "${regime}", as the address has.`);
    const versions = await this.documents.versions('regime', regime);
    const known = versions.find(
      ({ version, recordedTo }) => version === document.version && recordedTo === null,
    );
    const isKnown = known !== undefined && isDeepStrictEqual(known.body, document.body);
    const revision = known === undefined ? 0 : revisionOf(known.body);
    if (!isKnown && revision >= revisionOf(document.body))
      throw new Conflict(
        `Version "${document.version}" of "${regime}" exists with other content, which stays. Publish the correction under a new version, or under the same one with revision: ${revision + 1}.`,
      );
    return { document, versions, isKnown };
  }

  /** Accepts a version as a delivery; answers the delivery's id. @throws like {@link read}. */
  async publish(regime: string, body: object, traceparent: string | null): Promise<string> {
    await this.read(regime, body);
    const bytes = Buffer.from(JSON.stringify(body));
    const { id } = await this.accept.run({
      source: { id: PUBLICATION_SOURCE, kind: 'push', name: 'Published through the API' },
      body: Readable.from([bytes]),
      contentType: 'application/json',
      maxBytes: bytes.length,
      traceparent,
    });
    return id;
  }
}

/** Which correction of its version a regime document says it is; unstated, the first. */
function revisionOf(body: unknown): number {
  const stated = typeof body === 'object' && body !== null && 'revision' in body ? body.revision : undefined;
  return typeof stated === 'number' ? stated : 1;
}

function fault(pointer: string, detail: string): InvalidInput {
  return new InvalidInput([{ pointer, detail }]);
}
