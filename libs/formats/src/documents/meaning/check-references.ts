import type { World } from '#domain';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../text/json-value.ts';
import { pointerTo } from '../../text/pointer.ts';
import type { DocumentKind } from '../document-kinds.ts';
import {
  shapeOf,
  type FactsShape,
  type HolderListShape,
  type HoldingShape,
  type RegisterShape,
  type VendorShape,
} from '../document-shapes.ts';
import { unknownName } from './check-statement.ts';
import type { Finding } from './finding.ts';

/** What a document may refer to: a world that holds all documents, and the ids of its register documents. */
export interface ReferenceTargets {
  readonly world: World;
  readonly registers: ReadonlySet<string>;
}

/** Collects the references of one document that lead nowhere. */
class References {
  readonly findings: Finding[] = [];
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  need(
    pointer: string,
    what: string,
    name: string | null | undefined,
    known: ReadonlyMap<string, unknown>,
  ): void {
    if (!name || known.has(name)) return;
    this.findings.push(unknownName(pointer, `No ${what} "${name}" is known`, name, known.keys()));
  }

  vendor(pointer: string, name: string | null | undefined): void {
    this.need(pointer, 'vendor', name, this.#world.vendors);
  }

  entity(pointer: string, name: string | null | undefined): void {
    this.need(pointer, 'entity', name, this.#world.entities);
  }

  scheme(pointer: string, name: string | null | undefined): void {
    this.need(pointer, 'scheme', name, this.#world.schemes);
  }

  /** An offering must exist and, where a vendor is named with it, belong to that vendor. */
  offering(pointer: string, name: string | null | undefined, vendor?: string | null): void {
    this.need(pointer, 'offering', name, this.#world.offerings);
    const owner = name ? this.#world.offerings.get(name)?.vendor : undefined;
    if (owner !== undefined && vendor && owner !== vendor) {
      const message = `The offering "${name}" belongs to ${owner}, not to ${vendor}. Correct one of the two.`;
      this.findings.push({ pointer, message });
    }
  }
}

/** Finds what a document refers to and nobody knows; it shows once all documents are together. */
export function checkReferences(
  kind: DocumentKind,
  document: JsonObject,
  { world, registers }: ReferenceTargets,
): readonly Finding[] {
  const references = new References(world);
  switch (kind) {
    case 'vendor':
      vendorReferences(shapeOf<VendorShape>(document), references, registers);
      break;
    case 'facts': {
      const { vendor, facts } = shapeOf<FactsShape>(document);
      references.vendor('/vendor', vendor);
      facts.forEach(({ subject }, at) => {
        if (subject?.startsWith('offering:') === true) {
          references.offering(`/facts/${at}/subject`, subject.slice('offering:'.length), vendor);
        }
      });
      break;
    }
    case 'register':
      registerReferences(shapeOf<RegisterShape>(document), references);
      break;
    case 'holding': {
      const { owner, owned } = shapeOf<HoldingShape>(document);
      references.entity('/owner', owner);
      references.entity('/owned', owned);
      break;
    }
    case 'holder-list':
      references.entity('/owned', shapeOf<HolderListShape>(document).owned);
      break;
    case 'entity':
      textsOf(document['vendors']).forEach((vendor, at) => references.vendor(`/vendors/${at}`, vendor));
      break;
    case 'equivalence':
      equivalenceReferences(document, references);
      break;
    case 'market':
      textsOf(document['blocs']).forEach((bloc, at) =>
        references.need(`/blocs/${at}`, 'group', bloc, world.groups),
      );
      break;
    case 'group':
      groupReferences(document, references, world);
      break;
    case 'action': {
      const clauses = clausesOf(world);
      textsOf(document['satisfies']).forEach((clause, at) => {
        references.need(`/satisfies/${at}`, 'requirement', clause, clauses);
      });
      break;
    }
    case 'regime': {
      const market = typeof document['market'] === 'string' ? document['market'] : '*';
      if (market !== '*') references.need('/market', 'market', market, world.markets);
      break;
    }
    default:
      // Vocabulary, schemes and jurisdictions refer to nothing.
      break;
  }
  return references.findings;
}

function vendorReferences(vendor: VendorShape, references: References, registers: ReadonlySet<string>): void {
  (vendor.offerings ?? []).forEach((offering, at) => {
    const pointer = `/offerings/${at}`;
    references.offering(`${pointer}/id`, offering.id, vendor.id);
    if (typeof offering.runsOn === 'object')
      references.offering(`${pointer}/runsOn/offering`, offering.runsOn?.offering);
    references.entity(`${pointer}/operator/entity`, offering.operator?.entity);
    (offering.technology ?? []).forEach(({ entity }, part) => {
      references.entity(`${pointer}/technology/${part}/entity`, entity);
    });
  });
  (vendor.facts ?? []).forEach((fact, at) => {
    references.scheme(`/facts/${at}/certificate`, fact.certificate);
    const { register } = fact;
    if (register && !registers.has(register)) {
      references.findings.push(
        unknownName(`/facts/${at}/register`, `No register "${register}" is known`, register, registers),
      );
    }
  });
}

function registerReferences(register: RegisterShape, references: References): void {
  references.scheme('/scheme', register.scheme);
  (register.entries ?? []).forEach(({ vendor, offering, scheme }, at) => {
    references.vendor(`/entries/${at}/vendor`, vendor);
    references.offering(`/entries/${at}/offering`, offering, vendor);
    references.scheme(`/entries/${at}/scheme`, scheme);
  });
  (register.absences ?? []).forEach(({ vendor }, at) => references.vendor(`/absences/${at}/vendor`, vendor));
}

function equivalenceReferences(document: JsonObject, references: References): void {
  const { from, to } = document;
  for (const mode of ['all', 'any']) {
    const terms = isJsonObject(from) ? from[mode] : undefined;
    (isJsonArray(terms) ? terms : []).forEach((term, at) => {
      references.scheme(`/from/${mode}/${at}/scheme`, isJsonObject(term) ? textOf(term['scheme']) : null);
    });
  }
  if (!isJsonObject(to)) return;
  references.scheme('/to/scheme', textOf(to['scheme']));
  textsOf(to['all']).forEach((scheme, at) => references.scheme(`/to/all/${at}`, scheme));
}

function groupReferences(document: JsonObject, references: References, world: World): void {
  for (const name of ['union', 'minus']) {
    textsOf(document[name]).forEach((group, at) =>
      references.need(`/${name}/${at}`, 'group', group, world.groups),
    );
  }
  const { kind, members } = document;
  if (!isJsonArray(members)) return;
  members.forEach((member, at) => {
    const code = isJsonObject(member) ? textOf(member['code']) : null;
    const pointer = pointerTo(`/members/${at}`, 'code');
    if (kind === 'country') references.need(pointer, 'jurisdiction', code, world.jurisdictions);
    if (kind === 'entity') references.entity(pointer, code);
  });
}

function clausesOf(world: World): ReadonlyMap<string, true> {
  const clauses = new Map<string, true>();
  for (const [id, versions] of world.regimes) {
    for (const { requirements } of versions)
      for (const requirement of requirements) clauses.set(`${id}/${requirement.id}`, true);
  }
  return clauses;
}

function textOf(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function textsOf(value: JsonValue | undefined): readonly string[] {
  return isJsonArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
