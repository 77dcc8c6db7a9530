import { DOCUMENT_KINDS, type DocumentKind } from '#application';

// The kinds are the store's; readers say which document is of which kind.
export { DOCUMENT_KINDS, type DocumentKind };

/** How a list document falls apart into items: which member holds elements of which kind, and their identity. */
export interface ListMember {
  readonly member: string;
  readonly kind: DocumentKind;
  /** The property that identifies an element. */
  readonly identity: string;
  /** The `schema` that an element carries once it stands alone. */
  readonly element: string;
}

/** One document type by its `schema` value. */
export interface DocumentType {
  readonly schema: string;
  /** File in `libs/formats/schemas` that validates it. */
  readonly file: string;
  readonly kind: DocumentKind | null;
  /** The property that identifies a document that stands alone. */
  readonly identity: string;
  readonly lists: readonly ListMember[];
}

const single = (schema: string, file: string, kind: DocumentKind, identity = 'id'): DocumentType => ({
  schema,
  file,
  kind,
  identity,
  lists: [],
});

const list = (schema: string, file: string, ...lists: readonly ListMember[]): DocumentType => ({
  schema,
  file,
  kind: null,
  identity: 'id',
  lists,
});

const GROUPS = { member: 'groups', kind: 'group', identity: 'id', element: 'placet.group/v1' } as const;

/** Every document that Placet reads, by the value of its `schema` property. */
export const DOCUMENT_TYPES: ReadonlyMap<string, DocumentType> = new Map(
  [
    single('placet.vocabulary/v1', 'vocabulary.v1.json', 'vocabulary'),
    single('placet.regime/v1', 'regime.v1.json', 'regime'),
    single('placet.vendor/v1', 'vendor.v1.json', 'vendor'),
    single('placet.facts/v1', 'facts.v1.json', 'facts'),
    single('placet.register/v1', 'register.v1.json', 'register'),
    single('placet.scheme/v1', 'scheme.v1.json', 'scheme'),
    single('placet.group/v1', 'group.v1.json', 'group'),
    single('placet.equivalence/v1', 'equivalence.v1.json', 'equivalence'),
    single('placet.market/v1', 'market.v1.json', 'market', 'code'),
    single('placet.jurisdiction/v1', 'jurisdiction.v1.json', 'jurisdiction', 'code'),
    single('placet.entity/v1', 'entity.v1.json', 'entity'),
    single('placet.holding/v1', 'holding.v1.json', 'holding'),
    single('placet.action/v1', 'action.v1.json', 'action'),
    single('placet.relevance/v1', 'relevance.v1.json', 'relevance'),
    single('placet.clauses/v1', 'clauses.v1.json', 'clauses'),
    single('placet.mapping/v1', 'mapping.v1.json', 'mapping'),
    single('placet.holder-list/v1', 'holder-list.v1.json', 'holder-list', 'owned'),
    list('placet.groups/v1', 'groups.v1.json', GROUPS),
    list('placet.groups/v2', 'groups.v1.json', GROUPS),
    list('placet.schemes/v1', 'schemes.v1.json', {
      member: 'schemes',
      kind: 'scheme',
      identity: 'id',
      element: 'placet.scheme/v1',
    }),
    list('placet.equivalences/v1', 'equivalences.v1.json', {
      member: 'equivalences',
      kind: 'equivalence',
      identity: 'id',
      element: 'placet.equivalence/v1',
    }),
    list('placet.markets/v1', 'markets.v1.json', {
      member: 'markets',
      kind: 'market',
      identity: 'code',
      element: 'placet.market/v1',
    }),
    list(
      'placet.jurisdictions/v1',
      'jurisdictions.v1.json',
      { member: 'jurisdictions', kind: 'jurisdiction', identity: 'code', element: 'placet.jurisdiction/v1' },
      { member: 'blocs', kind: 'jurisdiction', identity: 'code', element: 'placet.jurisdiction/v1' },
    ),
    list('placet.entities/v1', 'entities.v1.json', {
      member: 'entities',
      kind: 'entity',
      identity: 'id',
      element: 'placet.entity/v1',
    }),
    list('placet.actions/v1', 'actions.v1.json', {
      member: 'actions',
      kind: 'action',
      identity: 'id',
      element: 'placet.action/v1',
    }),
    list(
      'placet.holdings/v1',
      'holdings.v1.json',
      { member: 'holdings', kind: 'holding', identity: 'id', element: 'placet.holding/v1' },
      { member: 'holderLists', kind: 'holder-list', identity: 'owned', element: 'placet.holder-list/v1' },
    ),
  ].map((type) => [type.schema, type]),
);
