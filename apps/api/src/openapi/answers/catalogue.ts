import { NOTICE_FACETS } from '#application';
import { NOTICE_KINDS, NOTICE_STATUSES, REGIME_STATUSES, RELEVANCE_BANDS } from '#domain';
import {
  count,
  day,
  flag,
  instant,
  list,
  mapOf,
  number,
  oneOf,
  orNull,
  pageOf,
  record,
  ref,
  type Schema,
  text,
} from '../schema.ts';

const share = orNull(record({ min: number(), max: number() }, 'Percent; null is not stated, never zero'));
const localText = mapOf(text(), 'Text by language tag');
const schemeId = record({ scheme: text(), id: text() });
const schemeCode = record({ scheme: text(), code: text() });
const classification = record({ 'main?': schemeCode, all: list(schemeCode) });
const place = record({ 'country?': text(), 'nuts?': text(), 'scope?': text() });
const value = record({
  'amount?': text('Decimal number as text'),
  'currency?': text('ISO 4217'),
  kind: oneOf(['estimated', 'frameworkMaximum', 'awarded']),
  'withheldUntil?': text('The amount is published on this day'),
});
const deadline = record({
  instant: instant(),
  printed: text('As the source prints it'),
  kind: oneOf(['tenders', 'requests', 'interest']),
  'warning?': text('Why the instant is doubtful'),
});
const eligibility = record(
  {
    'securityClearance?': flag(),
    'securityClearanceText?': localText,
    'securityClearanceBy?': text(),
    'foreignSubsidies?': flag(),
    'internationalInstrument?': flag(),
    'internationalInstrumentBases?': list(text()),
    'reserved?': list(text()),
    'reservedExecution?': flag(),
    'nda?': flag(),
    'coveredBy?': list(text()),
    'origins?': list(text()),
  },
  'Sovereignty clauses in structured fields; absent is unknown, never "no"',
);
const relevance = record(
  {
    band: oneOf(RELEVANCE_BANDS, 'Whether it buys infrastructure'),
    score: number(),
    reasons: list(text(), 'What each part of the score comes from'),
    rules: text('Id and version of the rules that judged it'),
  },
  'Absent while it has not been judged',
);
const clauseHint = record({
  kind: text('Such as certification, residency or clearance'),
  target: record(
    {
      'scheme?': text(),
      'variant?': text(),
      'regime?': text(),
      'fact?': text(),
      'also?': list(text()),
      'value?': text(),
      'ask?': text(),
    },
    'What may be demanded',
  ),
  field: text('Where it was found'),
  'quote?': text('The sentence, as printed'),
});
const ruleValidity = record({
  from: orNull(text('A day, "unknown", or null for since always')),
  to: orNull(day()),
  'stated?': text('The date as its source states it'),
});

const vendor = {
  id: text(),
  name: text(),
  'country?': text('Seat of administration'),
  kind: text(),
};

const certificate = {
  id: text(),
  scheme: text(),
  level: orNull(text()),
  status: text(),
  valid: ref('Interval'),
  grade: ref('Grade'),
  by: text(),
  confidence: ref('Confidence'),
  source: ref('Citation'),
};

const ownOffering = {
  id: text(),
  name: text(),
  edition: text(),
  status: oneOf(['available', 'announced', 'ended']),
  operator: orNull(text('The legal entity that runs it, where it is not the vendor')),
  runsOn: {
    description: 'The layer below: an offering, "self", or null when not known',
    oneOf: [record({ offering: text() }), { const: 'self' }, { type: 'null' }],
  },
};

const stated = record({
  known: oneOf(['known', 'missing', 'contested']),
  values: list(text()),
  complete: flag('The list is exhaustive'),
});

const offering = {
  ...ownOffering,
  vendor: ref('VendorRef'),
  available: ref('Interval'),
  regions: { ...stated, description: 'Countries where a buyer can have it' },
  models: { ...stated, description: 'Deployment models in which it can be had' },
};

const fieldChange = record({ field: text('Path of the member'), 'before?': {}, 'after?': {} });
/** What one version of a regime adds to, takes from and changes of another. */
export const REGIME_CHANGES = {
  fields: list(fieldChange, 'Members of the regime outside its requirements'),
  requirements: list(
    record({
      id: text(),
      title: text(),
      change: oneOf(['added', 'removed', 'changed']),
      changes: list(fieldChange, 'Of a changed one: its members'),
    }),
  ),
};

/** Vendors, regimes and notices. */
export const CATALOGUE_SCHEMAS: Readonly<Record<string, Schema>> = {
  VendorBrief: record(vendor),
  VendorPage: pageOf(record({ ...vendor, offerings: count('How many offerings it has') })),
  Vendor: record({
    ...vendor,
    localNames: localText,
    aliases: list(text()),
    identifiers: list(record({ scheme: text(), value: text() })),
    status: oneOf(['active', 'liquidated', 'merged']),
    visibility: oneOf(['public', 'private'], 'private: only your tenant knows this vendor'),
    offerings: list(record(ownOffering)),
    certificates: list(record({ subject: text(), ...certificate })),
    holders: list(
      record({
        id: text(),
        owner: record({ id: text(), name: text(), country: orNull(text()) }),
        capital: share,
        votes: share,
        relation: text(),
        rights: list(text()),
        status: oneOf(['held', 'agreed', 'ended']),
        valid: ref('Interval'),
        grade: ref('Grade'),
        source: ref('Citation'),
      }),
      'Direct holders',
    ),
  }),
  PrivateFact: record({
    id: text('Id of the fact, by which it is superseded or taken back'),
    vendor: text(),
    supersedes: orNull(text('Id of the fact whose place it takes')),
    visibility: { const: 'private' },
    recordedFrom: instant(),
  }),
  PrivateVendor: record({
    id: text(),
    version: count(),
    visibility: { const: 'private' },
    document: { type: 'object', description: 'The vendor document', additionalProperties: true },
    recordedFrom: instant(),
  }),
  StatementPage: record({
    asOf: day('The day on which they are ranked'),
    items: list({ oneOf: [ref('Fact'), ref('Certificate')] }),
    next: orNull(text('Cursor of the next page; null on the last one')),
  }),
  RegimeBrief: record({
    id: text(),
    version: text("The authority's own"),
    revision: count('Which correction of that version it is; 1 is the first'),
    market: text('A market, a bloc, or *'),
    title: text(),
    'localTitle?': text(),
    authority: text(),
    status: oneOf(REGIME_STATUSES),
    valid: ruleValidity,
    requirements: record(
      { gate: count(), scored: count(), preference: count(), disclosure: count() },
      'How many of each kind',
    ),
  }),
  RegimePage: pageOf(ref('RegimeBrief')),
  RegimeVersion: record({
    version: text(),
    revision: count('Which correction of that version it is; 1 is the first'),
    'status?': oneOf(REGIME_STATUSES),
    'valid?': mapOf({}, 'Validity as the document states it'),
    recordedFrom: text('When Placet learnt it'),
    recordedTo: orNull(text('When it stopped believing it')),
  }),
  Regime: {
    ...record(
      {
        schema: { const: 'placet.regime/v1' },
        id: text(),
        version: text(),
        market: text(),
        title: text(),
        authority: text(),
        status: oneOf(REGIME_STATUSES),
        recordedFrom: text(),
        versions: list(ref('RegimeVersion')),
      },
      'The regime document as delivered (JSON Schema: /schemas/regime.v1.json), with its versions',
    ),
    additionalProperties: true,
  },
  RegimeVersionPage: pageOf(ref('RegimeVersion')),
  RegimeDifference: record({
    regime: text(),
    from: orNull(ref('RegimeVersion')),
    to: ref('RegimeVersion'),
    ...REGIME_CHANGES,
  }),
  OfferingBrief: record(offering),
  OfferingPage: record({
    asOf: day(),
    items: list(ref('OfferingBrief')),
    next: orNull(text('Cursor of the next page; null on the last one')),
  }),
  Offering: record({
    asOf: day(),
    ...offering,
    certificates: list(record(certificate)),
    carries: list(text(), 'Offerings that run on this one'),
  }),
  Notice: record(
    {
      id: text(undefined, { format: 'uuid' }),
      source: text(),
      key: text('Stable id of the procedure at its source'),
      'process?': text(),
      version: text('Orders the publications of the source'),
      nativeVersion: text(),
      'publicationNumber?': text(),
      kind: oneOf(NOTICE_KINDS),
      status: oneOf(NOTICE_STATUSES),
      'nativeStatus?': text(),
      'formType?': text(),
      'noticeType?': text(),
      'subtype?': text(),
      'schemaVersion?': text(),
      'title?': localText,
      'description?': localText,
      languages: list(text()),
      buyers: list(
        record({
          'name?': text(),
          ids: list(schemeId),
          'country?': text(),
          'countryFrom?': oneOf(['address', 'identifier', 'publisher', 'source']),
          'kind?': text(),
        }),
      ),
      'market?': text(),
      performance: list(place),
      classification,
      'value?': value,
      'awarded?': ref('Money'),
      'published?': instant(),
      'deadline?': deadline,
      lots: list(
        record({
          id: text(),
          'title?': localText,
          'description?': localText,
          'classification?': classification,
          'performance?': list(place),
          'value?': value,
          'deadline?': deadline,
          'eligibility?': eligibility,
          'status?': oneOf(NOTICE_STATUSES),
        }),
      ),
      'eligibility?': eligibility,
      'procedure?': record({
        'type?': text(),
        'framework?': flag(),
        'dynamic?': flag(),
        'accelerated?': flag(),
      }),
      relations: list(
        record({
          type: oneOf(['changes', 'cancels', 'modifies', 'follows', 'framework']),
          ref: text(),
          'resolved?': text(),
        }),
      ),
      suppliers: list(record({ 'name?': text(), 'country?': text(), 'ids?': list(schemeId) })),
      documents: list(
        record({
          'id?': text(),
          'title?': text(),
          'type?': text(),
          'url?': text(),
          'language?': text(),
          'format?': text(),
          'published?': instant(),
        }),
      ),
      warnings: list(record({ field: text(), problem: text() })),
      provenance: mapOf(text(), 'Field → place in the document it was read from'),
      versions: count('How many versions of the procedure are known'),
      'relevance?': relevance,
      'clauseHints?': list(
        clauseHint,
        'Phrases and fields that may be sovereignty clauses; they decide nothing',
      ),
    },
    'The present state of a procedure; an absent field is unknown',
  ),
  NoticePage: record({
    items: list(ref('Notice')),
    next: orNull(text('Cursor of the next page; null on the last one')),
    'facets?': record(
      Object.fromEntries(
        NOTICE_FACETS.map((facet) => [`${facet}?`, list(record({ value: orNull(text()), count: count() }))]),
      ),
      'The 20 most frequent values of each, counted under all other conditions',
    ),
  }),
  NoticeHistory: record({
    items: list(
      record({
        version: text(),
        nativeVersion: text(),
        key: text(),
        kind: oneOf(NOTICE_KINDS),
        'published?': instant(),
        changes: list(fieldChange, 'What differs from the version before'),
      }),
    ),
    conflicts: list(
      record({ key: text(), version: text(), bodies: count() }),
      'Versions that came with more than one body',
    ),
    next: orNull(text()),
  }),
};
