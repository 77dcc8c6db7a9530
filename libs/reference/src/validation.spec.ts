import { describe, expect, it } from '@jest/globals';
import { validate, type ValidatedFile } from './validation.ts';

const file = (path: string, text: string): ValidatedFile => ({ path, bytes: new TextEncoder().encode(text) });

const VOCABULARY = file(
  'vocabulary.yaml',
  `schema: placet.vocabulary/v1
version: "1"
facts:
  - {id: provider.seat.registered, subject: provider, type: country, description: seat}
needs:
  - {id: buyer.kind, type: code*, unstated: ask, description: who buys}
  - {id: buyer.region, type: code, unstated: ask, description: where}
`,
);
const MARKETS = file(
  'markets.yaml',
  `schema: placet.markets/v1
markets:
  - code: FR
    name: France
    needs: {public: {buyer.kind: [state]}}
`,
);
const vendor = (id: string, more = ''): string => `schema: placet.vendor/v1\nid: ${id}\nname: ${id}\n${more}`;
const regime = (when: string): string => `schema: placet.regime/v1
id: r
version: "1"
market: FR
title: R
authority: A
status: in_force
valid: {from: 2026-01-01, to: null}
sources: [{id: s1, title: S}]
appliesWhen: ${when}
requirements:
  - id: seat
    title: Seat
    kind: gate
    unit: provider
    test: {fact: provider.seat.registered, in: [FR]}
    source: {ref: s1}
    confidence: high
`;
const told = (files: readonly ValidatedFile[], context?: readonly ValidatedFile[]): readonly string[] =>
  validate(files, context).remarks.map(
    ({ path, line, pointer, message, severity }) => `${path}:${line} ${pointer} ${severity} ${message}`,
  );

describe('validate', () => {
  it('finds nothing wrong with documents that fit together', () => {
    const { items, remarks } = validate([
      VOCABULARY,
      MARKETS,
      file('a.yaml', vendor('a', 'offerings: [{id: a-o, name: O, runsOn: {offering: b-o}}]\n')),
      file('b.yaml', vendor('b', 'offerings: [{id: b-o, name: O}]\n')),
      file('r.yaml', regime('{need: buyer.kind, in: [state]}')),
    ]);
    expect(remarks).toEqual([]);
    expect(items).toBe(5);
  });

  it('tells the place of a problem of a single document', () => {
    expect(
      told([
        VOCABULARY,
        file('a.yaml', vendor('a', 'facts: [{attribute: provider.seat.registred, value: FR}]\n')),
      ]),
    ).toEqual([
      expect.stringMatching(/^a\.yaml:4 \/facts\/0\/attribute problem .*provider\.seat\.registered/),
    ]);
  });

  it('finds what refers to nobody', () => {
    const remarks = told([
      file('a.yaml', vendor('a', 'offerings: [{id: a-o, name: O, runsOn: {offering: c-o}}]\n')),
      file(
        'facts.yaml',
        'schema: placet.facts/v1\nvendor: b\nfacts: [{id: f, subject: "offering:a-o", attribute: x, value: y}]\n',
      ),
      file('holdings.yaml', 'schema: placet.holdings/v1\nholdings: [{owner: p, owned: q}]\n'),
      file(
        'reg.yaml',
        'schema: placet.register/v1\nid: reg\nscheme: C5\nentries: [{vendor: z}]\nabsences: [{vendor: y}]\n',
      ),
      file('actions.yaml', 'schema: placet.actions/v1\nactions: [{id: x, title: X, satisfies: [r/none]}]\n'),
      file(
        'groups.yaml',
        'schema: placet.groups/v1\ngroups: [{id: G, kind: country, union: [H], members: [{code: XX}]}]\n',
      ),
    ]);
    expect(remarks.map((text) => text.slice(0, text.indexOf(' problem')))).toEqual([
      'a.yaml:1 /offerings/0/runsOn/offering',
      'facts.yaml:3 /facts/0/vendor',
      'facts.yaml:3 /facts/0/subject',
      'holdings.yaml:2 /holdings/0/owner',
      'holdings.yaml:2 /holdings/0/owned',
      'reg.yaml:1 /scheme',
      'reg.yaml:1 /entries/0/vendor',
      'reg.yaml:1 /absences/0/vendor',
      'actions.yaml:2 /actions/0/satisfies/0',
      'groups.yaml:2 /groups/0/union/0',
      'groups.yaml:2 /groups/0/members/0/code',
    ]);
  });

  it('finds offerings that two vendors claim', () => {
    const remarks = told([
      file('a.yaml', vendor('a', 'offerings: [{id: o, name: O}]\n')),
      file('b.yaml', vendor('b', 'offerings: [{id: o, name: O}]\n')),
    ]);
    expect(remarks).toEqual([
      expect.stringMatching(/^b\.yaml:1 \/offerings\/0\/id problem .* belongs to a, not to b/),
    ]);
  });

  it('finds items that two files state', () => {
    expect(told([file('a.yaml', vendor('a')), file('b.yaml', `\n${vendor('a')}`)])).toEqual([
      'b.yaml:2  problem vendor "a" is also in a.yaml (line 1). Keep it in one place.',
    ]);
  });

  it('informs about rules that ask what no default need answers', () => {
    expect(told([VOCABULARY, MARKETS, file('r.yaml', regime('{need: buyer.region, is: Paris}'))])).toEqual([
      'r.yaml:1  info No default need of its markets states buyer.region: there its answers stay unknown.',
    ]);
  });

  it('checks files against a context that is not checked itself', () => {
    const broken = file('broken.yaml', 'schema: nothing\n');
    const other = file('b.yaml', vendor('b', 'offerings: [{id: b-o, name: O}]\n'));
    const own = file('a.yaml', vendor('a', 'offerings: [{id: a-o, name: O, runsOn: {offering: b-o}}]\n'));
    expect(told([own], [broken, other])).toEqual([]);
    expect(told([own], [broken])).toHaveLength(1);
  });
});
