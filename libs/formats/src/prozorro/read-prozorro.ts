import type { NoticeVersion } from '#domain';
import type { JsonLimits } from '../json/json-problem.ts';
import { isJsonObject, member, type JsonObject } from '../json/json-value.ts';
import { readJsonRecords } from '../mapping/json-records.ts';
import { leftUnread, type IsUnread, type ItemProblem } from '../notice/problem.ts';
import { objectsAt, textAt } from '../ocds/release-fields.ts';
import { noticeFromProzorro } from './prozorro-notice.ts';
import { resourceOf } from './prozorro-stage.ts';

/** What the source's configuration adds to what a document says. */
export interface ProzorroContext {
  readonly source: string;
  readonly charset?: string;
  readonly limits?: JsonLimits;
  readonly isUnread?: IsUnread;
}

/** One object of the API: as a notice, or with the reason why it is none. */
export interface ProzorroItem {
  readonly pointer: string;
  readonly line: number;
  readonly raw: string;
  readonly notice?: NoticeVersion;
  readonly problem?: ItemProblem;
}

/**
 * Reads answers of the Prozorro API (tenders, plans, contracts, agreements, frameworks; alone, in `data`, or several of them). A
 * page of a listing is told as one problem: its entries have to be fetched. Never throws for what is in the document.
 */
export async function* readProzorro(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  context: ProzorroContext,
): AsyncGenerator<ProzorroItem, void, undefined> {
  const options = {
    lists: [['data']],
    lines: false,
    ...(context.charset === undefined ? {} : { charset: context.charset }),
    ...(context.limits === undefined ? {} : { limits: context.limits }),
  };
  let listed = 0;
  let records = 0;
  for await (const item of readJsonRecords(chunks, options)) {
    const { pointer, line, raw } = item;
    if (item.type === 'problem') yield { pointer, line, raw, problem: item.problem };
    else if (item.type === 'record') {
      const { value } = item;
      if (isJsonObject(value) && /\/data\/\d+$/.test(pointer) && isListed(value)) {
        listed += 1;
        if (listed === 1) yield { pointer, line, raw, problem: listing(pointer) };
      } else if (isJsonObject(value)) yield { pointer, line, raw, ...mapped(value, pointer, context) };
      else yield { pointer, line, raw, problem: notANotice(pointer, 'a bare value') };
      records += 1;
    } else if (records === 0 && !item.hasRecords)
      yield { pointer, line, raw, ...mapped(item.value, pointer, context) };
  }
}

function mapped(
  value: JsonObject,
  pointer: string,
  context: ProzorroContext,
): Pick<ProzorroItem, 'notice' | 'problem'> {
  if (context.isUnread?.() === true) return { problem: leftUnread(pointer) };
  if (textAt(value, 'status') === 'error') return { problem: errorAnswer(value, pointer) };
  const read = noticeFromProzorro(value, context.source);
  if (read === undefined) return { problem: notANotice(pointer, kindOfObject(value)) };
  if ('notice' in read) return { notice: read.notice };
  return { problem: { type: read.rule, detail: read.detail, pointer } };
}

/** Entries of a listing say that something has changed, but not what. */
function isListed(value: JsonObject): boolean {
  return 'id' in value && 'dateModified' in value && resourceOf(value) === undefined;
}

function listing(pointer: string): ItemProblem {
  return {
    type: 'prozorro-listing',
    detail:
      'This page only lists what has changed. Fetch each entry by its id (tenders/{id}), and the next page by next_page.offset.',
    pointer,
  };
}

function errorAnswer(value: JsonObject, pointer: string): ItemProblem {
  const said = objectsAt({ object: value, pointer: '' }, 'errors')
    .map(({ object }) => [textAt(object, 'name'), textAt(object, 'description')].filter(Boolean).join(': '))
    .filter((text) => text !== '')
    .join('; ');
  return {
    type: 'prozorro-error-answer',
    detail: `Prozorro answered with an error instead of an object${said === '' ? '' : ` (${said.slice(0, 200)})`}. Mend the request, or try again later.`,
    pointer,
  };
}

function notANotice(pointer: string, what: string): ItemProblem {
  return {
    type: 'prozorro-not-a-notice',
    detail: `This is ${what}, which is no tender, plan, contract, agreement or framework; deliver the object that it belongs to.`,
    pointer,
  };
}

function kindOfObject(value: JsonObject): string {
  if (member(value, 'monitoring_id') !== undefined) return 'a monitoring';
  if (member(value, 'complaintID') !== undefined) return 'a complaint';
  if (member(value, 'bid_id') !== undefined) return 'an award without its tender';
  return `an object with ${Object.keys(value).slice(0, 5).join(', ') || 'no members'}`;
}
