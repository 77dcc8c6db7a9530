import { describe, expect, it } from '@jest/globals';
import { emptyWorld } from '../documents/world/world.ts';
import { DocumentStatements } from './document-statements.ts';
import { DocumentWorlds } from './document-worlds.ts';

const RECORDED = { recordedFrom: '2026-01-01T00:00:00Z', recordedTo: null, feed: 'desk' };

const vendor = (seat: string) => ({
  kind: 'vendor' as const,
  key: 'alpha',
  version: '',
  body: {
    id: 'alpha',
    name: 'Alpha',
    facts: [
      { id: 'seat', attribute: 'provider.seat.registered', value: seat, grade: 'registered' },
      { id: 'list', certificate: 'OZ', level: 'gold', subject: 'offering:alpha-cloud' },
    ],
    offerings: [{ id: 'alpha-cloud', name: 'Alpha Cloud' }],
  },
  ...RECORDED,
});

describe('worlds of stored documents', () => {
  const worlds = new DocumentWorlds();

  it('hold what the documents say, at a position', () => {
    const world = worlds.build([vendor('KR')], '7');
    expect(world.position).toBe('7');
    expect(world.vendors.get('alpha')?.name).toBe('Alpha');
  });

  it('change with the documents that changed', () => {
    const before = worlds.build([vendor('KR')], '7');
    const changed = { ...vendor('KR'), body: { ...vendor('KR').body, name: 'Alpha Inc.' } };
    const after = worlds.apply(before, [{ kind: 'vendor', key: 'alpha' }], [changed], '8');
    expect(after.vendors.get('alpha')?.name).toBe('Alpha Inc.');
    expect(before.vendors.get('alpha')?.name).toBe('Alpha');
  });

  it('refuse what is no document, and worlds that somebody else made', () => {
    expect(() => worlds.build([{ ...vendor('KR'), body: 'text' }], '7')).toThrow('no JSON object');
    const { shelves: _shelves, parts: _parts, ...foreign } = emptyWorld();
    expect(() => worlds.apply(foreign, [], [], '8')).toThrow('Only worlds of this builder');
  });
});

describe('statements of a stored document', () => {
  it('are its facts and certificates, each with a hash of its own', () => {
    const { kind, key, version, body } = vendor('KR');
    const statements = new DocumentStatements().read({ kind, key, version, body }, emptyWorld());
    const told = statements.map(({ attribute, value, complete }) => ({ attribute, value, complete }));
    expect(told).toContainEqual(
      expect.objectContaining({ attribute: 'provider.seat.registered', value: 'KR' }),
    );
    expect(told).toContainEqual({
      attribute: 'certificate:OZ',
      value: { level: 'gold', status: 'held' },
      complete: true,
    });
    expect(new Set(statements.map(({ hash }) => hash)).size).toBe(statements.length);
  });
});
