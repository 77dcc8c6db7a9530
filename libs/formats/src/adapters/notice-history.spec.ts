import { describe, expect, it } from '@jest/globals';
import type { StoredNoticeVersion } from '#application';
import { emptyWorld } from '../documents/world/world.ts';
import { ContentReader } from './content-reader.ts';
import { NoticeHistory } from './notice-history.ts';

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

async function publications(...texts: readonly string[]): Promise<StoredNoticeVersion[]> {
  const found: StoredNoticeVersion[] = [];
  for (const text of texts) {
    const hints = { contentType: null, format: null, source: 'feed' };
    const { items } = await new ContentReader().open(once(text), hints, () => emptyWorld());
    for await (const item of items) if (item.kind === 'notice') found.push(item.notice);
  }
  return found;
}

const release = (id: string, day: string, more: object): string =>
  JSON.stringify({
    ocid: 'ocds-1',
    id,
    date: `2026-01-${day}T00:00:00Z`,
    tag: ['tender'],
    parties: [],
    ...more,
  });

const korean = (order: string): string =>
  JSON.stringify({ items: [{ bidNtceNo: 'R1', bidNtceOrd: order, ntceKindNm: '등록공고' }] });

describe('NoticeHistory', () => {
  const history = new NoticeHistory();

  it('reads each release of OCDS with what those before it said, however they arrived', async () => {
    const first = release('1', '01', { tender: { title: 'A purchase', status: 'active' } });
    const second = release('2', '02', { tender: { description: 'More of it' } });
    const expected = [
      { nativeVersion: '1', title: { und: 'A purchase' } },
      { nativeVersion: '2', title: { und: 'A purchase' }, description: { und: 'More of it' } },
    ];
    expect(history.compile(await publications(first, second))).toMatchObject(expected);
    expect(history.compile(await publications(second, first))).toMatchObject(expected);
  });

  it('leaves a single publication, and those of other formats, as they are', async () => {
    const single = await publications(release('1', '01', { tender: { title: 'T' } }));
    expect(history.compile(single)).toEqual(single.map(({ notice }) => notice));
    const versions = await publications(korean('000'), korean('001'));
    expect(history.compile(versions)).toEqual(versions.map(({ notice }) => notice));
  });

  it('gives the releases one by one when their rules can not merge them', async () => {
    // One field is a list in the first release and text in the second.
    const odd = await publications(
      release('1', '01', { tender: { title: 'T', items: [{ id: '1' }] } }),
      release('2', '02', { tender: { title: 'T2', items: 'none' } }),
    );
    expect(history.compile(odd).map(({ title }) => title)).toEqual([{ und: 'T' }, { und: 'T2' }]);
  });

  it('has nothing to say of nothing', () => {
    expect(history.compile([])).toEqual([]);
  });
});
