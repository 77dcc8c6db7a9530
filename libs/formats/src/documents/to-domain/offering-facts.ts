import type { Fact } from '#domain';
import type { JsonValue } from '../../text/json-value.ts';
import type {
  LevelShape,
  ListedShape,
  OfferingShape,
  ProofShape,
  StatementShape,
} from '../document-shapes.ts';
import { derivedId, toFact, type StatementContext } from './evidence.ts';

/** Attributes that the named places of an offering state. */
const PLACE_ATTRIBUTES: Readonly<Record<string, string>> = {
  controlPlane: 'offering.controlPlane.countries',
  support: 'offering.support.countries',
  administration: 'offering.admin.countries',
  storage: 'offering.places.storage',
  processing: 'offering.places.processing',
  backup: 'offering.places.backup',
  network: 'offering.places.network',
  metadata: 'offering.places.metadata',
};

/**
 * Reads the facts that an offering's own properties state. Only what names a source (its own, the offering's or the
 * document's) becomes a fact; an attribute that is stated explicitly elsewhere in the document is left to that.
 */
export function offeringFacts(
  offering: OfferingShape,
  context: StatementContext,
  isStated: (subject: string, attribute: string) => boolean,
): readonly Fact[] {
  const subject = `offering:${offering.id}`;
  const defaults = proofOf(offering, context.defaults);
  const facts: Fact[] = [];
  const add = (
    about: string,
    attribute: string,
    proof: ProofShape,
    said: Pick<StatementShape, 'value' | 'atLeast' | 'complete'>,
  ): void => {
    if (!(proof.source ?? defaults.source) || isStated(about, attribute)) return;
    const shape = { ...proofOf(proof, {}), ...said, subject: about, attribute };
    facts.push(toFact(shape, derivedId(about, shape), { ...context, defaults, subject }));
  };

  const addListed = (
    attribute: string,
    listed: readonly string[] | ListedShape | undefined,
    proof: ProofShape,
  ): void => {
    if (listed === undefined) return;
    const stated: ListedShape = isListed(listed) ? listed : { ...proof, values: listed };
    if (stated.values.length === 0 && stated.complete !== true) return;
    add(subject, attribute, stated, { value: stated.values, complete: stated.complete ?? false });
  };
  const modelsFrom = offering.serviceModelsFrom;
  addListed(
    'offering.model',
    offering.serviceModels,
    modelsFrom === undefined ? {} : { source: { title: modelsFrom } },
  );
  addListed('offering.deployments', offering.deploymentModels, {});

  const { regions } = offering;
  if (regions && ((regions.options ?? []).length > 0 || regions.complete === true)) {
    add(subject, 'offering.regions', regions, countries(regions.options ?? [], regions.complete ?? false));
  }
  for (const [place, stated] of Object.entries(offering.places ?? {})) {
    const attribute = PLACE_ATTRIBUTES[place];
    if (!stated || attribute === undefined || (stated.countries.length === 0 && stated.complete !== true))
      continue;
    const options = stated.countries.map((country) => ({ country }));
    add(subject, attribute, stated, countries(options, stated.complete ?? false));
  }
  const addLevel = (attribute: string, stated: LevelShape | null | undefined): void => {
    if (stated?.level) add(subject, attribute, stated, { value: stated.level });
    else if (stated?.atLeast) add(subject, attribute, stated, { atLeast: stated.atLeast });
  };
  addLevel('offering.isolation', offering.isolation);
  addLevel('offering.keys.custody', offering.keys);

  for (const technology of offering.technology ?? []) {
    if (technology.entity)
      add(technology.component, 'component.vendor', technology, { value: technology.entity });
    if (technology.country) {
      add(technology.component, 'component.vendorCountry', technology, { value: technology.country });
    }
  }
  return facts;
}

function isListed(value: readonly string[] | ListedShape): value is ListedShape {
  return !Array.isArray(value);
}

/** The proof of a part of a document; what it leaves out comes from around it. */
function proofOf(own: ProofShape, outer: ProofShape): ProofShape {
  // A source of its own starts afresh: the grade and speaker around it belong to another source.
  const inherited: ProofShape = own.source ? {} : outer;
  const { grade, by, confidence, asOf, source } = own;
  return {
    ...inherited,
    ...(grade === undefined ? {} : { grade }),
    ...(by === undefined ? {} : { by }),
    ...(confidence === undefined ? {} : { confidence }),
    ...(asOf === undefined ? {} : { asOf }),
    ...(source ? { source } : {}),
  };
}

/** Distinct countries in alphabetical order; a place whose country isn't known leaves the list open. */
export function countries(
  places: readonly { readonly country?: string | null | undefined }[],
  complete: boolean,
): { readonly value: JsonValue; readonly complete: boolean } {
  const known = places.flatMap(({ country }) => (country ? [country] : []));
  return { value: [...new Set(known)].toSorted(), complete: complete && known.length === places.length };
}
