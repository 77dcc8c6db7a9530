import { readRegime, readTest, type Problem, type Test, type Vocabulary } from '#domain';
import type { AnyMapping } from '../../mapping/mapping.ts';
import type { StoredDocument } from '../document-item.ts';
import { shapeOf } from '../document-shapes.ts';
import { toGroup, toJurisdiction, toMarket } from '../to-domain/geography.ts';
import { toEntity, toHolderList, toHolding } from '../to-domain/ownership.ts';
import { toRegister } from '../to-domain/register.ts';
import { toClauseRules, toRelevanceRules } from '../to-domain/relevance.ts';
import { toEquivalence, toScheme } from '../to-domain/scheme.ts';
import { toFacts, toVendor } from '../to-domain/vendor.ts';
import { toVocabulary } from '../to-domain/vocabulary.ts';
import type { Recording } from '../to-domain/evidence.ts';
import type { Contribution } from './shelf.ts';

/** A stored document that the domain cannot read any more, for example after a change of the vocabulary. */
export class UnreadableDocument extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ pointer, message }) => `${pointer}: ${message}`).join('\n'));
    this.problems = problems;
  }
}

/** Reads what a stored document contributes; throws `UnreadableDocument` when its rules cannot be read. */
export function contributionsOf(stored: StoredDocument, vocabulary: Vocabulary): readonly Contribution[] {
  const { document } = stored;
  const recorded: Recording = {
    from: stored.recordedFrom,
    to: stored.recordedTo,
    feed: stored.feed ?? null,
  };
  switch (stored.kind) {
    case 'vocabulary':
      return [{ shelf: 'vocabulary', key: '', value: toVocabulary(document) }];
    case 'jurisdiction':
      return [{ shelf: 'jurisdiction', key: stored.id, value: toJurisdiction(document) }];
    case 'group':
      return [{ shelf: 'group', key: stored.id, value: toGroup(document) }];
    case 'scheme':
      return [{ shelf: 'scheme', key: stored.id, value: toScheme(document) }];
    case 'equivalence':
      return toEquivalence(document, (when) => readWhen(when, vocabulary)).map((value) => ({
        shelf: 'equivalence',
        key: '',
        value,
      }));
    case 'market':
      return [{ shelf: 'market', key: stored.id, value: toMarket(document) }];
    case 'entity':
      return [{ shelf: 'entity', key: stored.id, value: toEntity(document) }];
    case 'holding': {
      const value = toHolding(document, recorded);
      // What follows from other holdings would count twice, and a seat on a board is no share.
      if (document['recordOnly'] === true) return [];
      return [{ shelf: 'holding', key: value.owned, value }];
    }
    case 'holder-list':
      return [{ shelf: 'holderList', key: stored.id, value: toHolderList(document) }];
    case 'regime': {
      // Names of schemes and groups were checked on arrival; a world may be assembled before they are in it.
      const reading = readRegime(document, vocabulary, {}, stored.recordedFrom);
      if (!reading.ok) throw new UnreadableDocument(reading.problems);
      return [
        {
          shelf: 'regime',
          key: reading.regime.id,
          value: { ...reading.regime, recorded: { from: stored.recordedFrom, to: stored.recordedTo } },
        },
      ];
    }
    case 'vendor':
      return vendorContributions(stored, recorded);
    case 'facts':
      return toFacts(document, recorded).statements.map((value) => ({
        shelf: 'statement',
        key: value.subject,
        value,
      }));
    case 'action':
      // Plans read the catalogue of actions; no decision depends on it.
      return [];
    case 'relevance':
      return [{ shelf: 'relevance', key: stored.id, value: toRelevanceRules(document) }];
    case 'mapping':
      return [{ shelf: 'mapping', key: stored.id, value: shapeOf<AnyMapping>(document) }];
    case 'clauses':
      return [{ shelf: 'clauses', key: stored.id, value: toClauseRules(document) }];
    // What is left is a register.
    default: {
      const { id, asOf, complete, register, statesFreshFor, certificates, facts } = toRegister(
        document,
        recorded,
      );
      const reading: Contribution = { shelf: 'reading', key: id, value: { asOf, complete } };
      const statements = [...certificates, ...facts].map((value): Contribution => ({
        shelf: 'statement',
        key: value.subject,
        value,
      }));
      if (register === null) return [reading, ...statements];
      return [
        reading,
        { shelf: 'register', key: register.scheme, value: { register, statesFreshFor } },
        ...statements,
      ];
    }
  }
}

function readWhen(when: unknown, vocabulary: Vocabulary): Test {
  const reading = readTest(when, vocabulary, {}, '/when');
  if (!reading.ok) throw new UnreadableDocument(reading.problems);
  return reading.test;
}

function vendorContributions({ document }: StoredDocument, recorded: Recording): readonly Contribution[] {
  const { vendor, offerings, statements, holderLists, holdings, entities } = toVendor(document, recorded);
  return [
    { shelf: 'vendor', key: vendor.id, value: vendor },
    ...offerings.map((value): Contribution => ({ shelf: 'offering', key: value.id, value })),
    ...statements.map((value): Contribution => ({ shelf: 'statement', key: value.subject, value })),
    ...holderLists.map((value): Contribution => ({ shelf: 'holderList', key: value.owned, value })),
    ...holdings.map((value): Contribution => ({ shelf: 'holding', key: value.owned, value })),
    ...entities.map((value): Contribution => ({ shelf: 'entity', key: value.id, value })),
  ];
}
