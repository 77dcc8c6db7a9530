import { describe, expect, it } from '@jest/globals';
import { withRevision } from './raise-revision.ts';

describe('withRevision', () => {
  it('writes the revision after what a document is called by, and leaves all else as it was', () => {
    const text = '# kept\nschema: placet.regime/v1\nid: a\nversion: "3.2" # the source\'s\ntitle: A\n';
    expect(withRevision(text, '', 2)).toBe(
      '# kept\nschema: placet.regime/v1\nid: a\nversion: "3.2" # the source\'s\nrevision: 2\ntitle: A\n',
    );
  });

  it('raises a revision that is stated', () => {
    expect(withRevision('id: a\nrevision: 2\ntitle: A\n', '', 3)).toBe('id: a\nrevision: 3\ntitle: A\n');
  });

  it('finds elements of lists, in blocks and in braces', () => {
    const text = 'groups:\n  - id: A\n    title: One\n  - { id: B, title: Two }\n';
    expect(withRevision(text, '/groups/0', 2)).toBe(
      'groups:\n  - id: A\n    revision: 2\n    title: One\n  - { id: B, title: Two }\n',
    );
    expect(withRevision(text, '/groups/1', 2)).toBe(
      'groups:\n  - id: A\n    title: One\n  - { id: B, revision: 2, title: Two }\n',
    );
  });
});
