import { dirname } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { referenceFolder } from '../reference-documents.ts';
import { listRevisions, readList, writeList } from './revision-list.ts';
import { shippedListing } from './shipped.ts';
import { type Revision, revisionsOf } from './shipped-revisions.ts';

const one: Revision = { kind: 'regime', id: 'a', version: '1', revision: 1, digest: 'x' };

const digestOf = (text: string): Revision | undefined =>
  revisionsOf([{ path: 'g', bytes: Buffer.from(text) }])[0];

describe('the list of revisions', () => {
  it('lists everything that is shipped as it is: raise a revision by node scripts/list-revisions.js --raise', () => {
    const { refused, news } = shippedListing(dirname(referenceFolder()));
    expect([...refused, ...news]).toEqual([]);
  });

  it('refuses content that changed under its revision, and takes it under a higher one', () => {
    expect(listRevisions([one], [{ ...one, digest: 'y' }]).refused).toEqual([
      'regime a (1) changed under revision 1. Write revision: 2 into it.',
    ]);
    const raised = listRevisions([one], [{ ...one, revision: 2, digest: 'y' }]);
    expect([raised.refused, raised.news]).toEqual([[], ['regime a (1) has revision 2']]);
    expect(raised.list).toEqual([{ ...one, revision: 2, digest: 'y' }]);
  });

  it('refuses revisions that sink, and documents that are shipped no more', () => {
    expect(listRevisions([{ ...one, revision: 3 }], [one]).refused).toEqual([
      'regime a (1) went back from revision 3 to 1. Revisions only rise.',
    ]);
    expect(listRevisions([one], []).refused).toHaveLength(1);
  });

  it('keeps versions of one document apart, and reads what it wrote', () => {
    const other = { ...one, version: '2' };
    expect(listRevisions([one], [one, other]).news).toEqual(['regime a (2) is new']);
    expect(readList(writeList([one, other]))).toEqual([one, other]);
  });

  it('digests what a document says, not how it is written or counted', () => {
    const group = digestOf('schema: placet.group/v1\nid: G\ntitle: A\nkind: country\n');
    const same = digestOf('{"schema":"placet.group/v1","revision":4,"kind":"country","title":"A","id":"G"}');
    expect([same?.digest, same?.revision]).toEqual([group?.digest, 4]);
    expect(digestOf('schema: placet.group/v1\nid: G\ntitle: B\nkind: country\n')?.digest).not.toBe(
      group?.digest,
    );
  });
});
