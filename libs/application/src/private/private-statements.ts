import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { nearestNames, type World } from '#domain';
import { Conflict, InvalidInput, NotFound } from '../errors.ts';
import { WorldKeeper } from '../answers/world-keeper.ts';
import { readDocument } from '../ingestion/read-document.ts';
import { type PrivateDocument, PrivateDocumentStore } from '../ports/record/private-documents.ts';
import { DeliveryReader } from '../ports/intake/reading.ts';
import { Transactions, type Tx } from '../ports/transactions.ts';
import { TenantWorlds } from './tenant-worlds.ts';

/** Documents that one tenant may have at a time: all of them are laid over each snapshot. */
const DOCUMENTS_MAX = 10_000;
/** Begins the ids of statements that a tenant made for itself. */
const PRIVATE_ID = 'private/';

/** Who states something for its tenant. */
export interface Stating {
  readonly tenant: string;
  readonly by: string;
}

/** What was written, with its place in the change log. */
export interface Written {
  readonly document: PrivateDocument;
  readonly position: string;
}

/** Whether a statement is a tenant's own. */
export function isPrivateStatement(id: string): boolean {
  return id.startsWith(PRIVATE_ID);
}

/** The statement's id that a private document of one fact has. */
export function privateStatementId(key: string): string {
  return PRIVATE_ID + key;
}

/**
 * What a tenant knows and nobody else shall: facts about any vendor, and vendors of its own. A fact is never edited:
 * another one takes its place, or it is taken back, and what was believed before stays on record.
 */
@Injectable()
export class PrivateStatements {
  constructor(
    private readonly worlds: WorldKeeper,
    private readonly tenantWorlds: TenantWorlds,
    private readonly documents: PrivateDocumentStore,
    private readonly reader: DeliveryReader,
    private readonly transactions: Transactions,
  ) {}

  /** States a fact, as facts documents write them; `supersedes` is the id of the one whose place it takes. */
  async state(
    { tenant, by }: Stating,
    vendor: string,
    fact: object,
    supersedes: string | null,
  ): Promise<Written> {
    const world = await this.tenantWorlds.now(tenant);
    if (!world.vendors.has(vendor))
      throw new NotFound('vendor', vendor, nearestNames(vendor, world.vendors.keys()));
    const key = randomUUID();
    const statement = { ...fact, id: privateStatementId(key) };
    const document = { schema: 'placet.facts/v1', id: key, vendor, facts: [statement] };
    const { body } = await readDocument(this.reader, document, world, (pointer) =>
      pointer.replace(/^\/facts\/0/, '/fact'),
    );
    requireSubjectOf(world, vendor, fact);
    return this.transactions.runAs(tenant, async (tx) => {
      await this.requireRoom(tx);
      if (supersedes !== null) await this.endFact(tx, tenant, vendor, supersedes);
      return this.documents.put(tx, { tenant, kind: 'facts', key, vendor, body, supersedes, by });
    });
  }

  /** Takes a fact back without another one in its place; answers the place in the change log. */
  withdraw({ tenant }: Pick<Stating, 'tenant'>, vendor: string, fact: string): Promise<string> {
    return this.transactions.runAs(tenant, (tx) => this.endFact(tx, tenant, vendor, fact));
  }

  /**
   * Writes a vendor of the tenant's own, as a vendor document. `seen` is told the version that this one takes the place
   * of, or `null`, before anything is written.
   */
  async putVendor(
    { tenant, by }: Stating,
    vendor: string,
    document: object,
    seen: (version: number | null) => void,
  ): Promise<Written> {
    const { world: shared } = this.worlds.snapshot();
    if (shared.vendors.has(vendor))
      throw new Conflict(
        `"${vendor}" is a vendor that everybody sees. State facts about it with POST /v1/vendors/${vendor}/facts.`,
      );
    requireOwnIds(shared, vendor, document);
    const known = await this.tenantWorlds.now(tenant);
    const { body } = await readDocument(this.reader, document, known, (pointer) => `/document${pointer}`);
    return this.transactions.runAs(tenant, async (tx) => {
      const before = await this.documents.current(tx, 'vendor', vendor);
      seen(before?.version ?? null);
      if (before === undefined) await this.requireRoom(tx);
      return this.documents.put(tx, {
        tenant,
        kind: 'vendor',
        key: vendor,
        vendor,
        body,
        supersedes: null,
        by,
      });
    });
  }

  /** The version of a tenant's own vendor; `null` when it is none. */
  async versionOf(tenant: string, vendor: string): Promise<number | null> {
    const found = await this.transactions.runAs(tenant, (tx) => this.documents.current(tx, 'vendor', vendor));
    return found?.version ?? null;
  }

  private async requireRoom(tx: Tx): Promise<void> {
    if ((await this.documents.count(tx)) >= DOCUMENTS_MAX)
      throw new Conflict(`A tenant keeps at most ${DOCUMENTS_MAX} facts and vendors. Take some back first.`);
  }

  private async endFact(tx: Tx, tenant: string, vendor: string, id: string): Promise<string> {
    const key = isPrivateStatement(id) ? id.slice(PRIVATE_ID.length) : id;
    const found = await this.documents.current(tx, 'facts', key);
    if (found?.vendor !== vendor) throw new NotFound('fact of your own', id);
    return this.documents.end(tx, tenant, 'facts', key);
  }
}

/** What a statement is about must be the vendor, an offering of it, or something under one of the two. */
function requireSubjectOf(world: World, vendor: string, fact: object): void {
  const subject: unknown = Reflect.get(fact, 'subject') ?? `provider:${vendor}`;
  const [owner = ''] = typeof subject === 'string' ? subject.slice(subject.indexOf(':') + 1).split('/') : [];
  if (owner === vendor || world.offerings.get(owner)?.vendor === vendor) return;
  const offerings = [...world.offerings.values()].filter((offering) => offering.vendor === vendor);
  const known = [`provider:${vendor}`, ...offerings.map(({ id }) => `offering:${id}`)];
  throw new InvalidInput([
    {
      pointer: '/fact/subject',
      detail: `The fact is about "${String(subject)}", which is nothing of "${vendor}".`,
      nearest: nearestNames(String(subject), known),
    },
  ]);
}

/** A private vendor may not pass itself, or its offerings, off as what everybody sees. */
function requireOwnIds(shared: World, vendor: string, document: object): void {
  if (Reflect.get(document, 'id') !== vendor)
    throw new InvalidInput([
      { pointer: '/document/id', detail: `The document must have the id "${vendor}".` },
    ]);
  const offerings: unknown = Reflect.get(document, 'offerings');
  for (const [index, offering] of (Array.isArray(offerings) ? offerings : []).entries()) {
    const id: unknown =
      typeof offering === 'object' && offering !== null ? Reflect.get(offering, 'id') : null;
    if (typeof id === 'string' && shared.offerings.has(id))
      throw new InvalidInput([
        {
          pointer: `/document/offerings/${index}/id`,
          detail: `"${id}" is an offering that everybody sees. Choose another id.`,
        },
      ]);
  }
}
