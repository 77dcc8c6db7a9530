import type { NoticeVersion } from '#domain';
import type { JsonLimits } from '../json/json-problem.ts';
import { isJsonObject, member, type JsonObject } from '../json/json-value.ts';
import { readJsonRecords } from '../mapping/json-records.ts';
import { leftUnread, type IsUnread, type ItemProblem } from '../notice/problem.ts';
import { textAt } from '../ocds/release-fields.ts';
import { noticeFromTedApi } from './ted-api-notice.ts';

/** What the source's configuration adds to what a document says. */
export interface TedApiContext {
  readonly source: string;
  readonly charset?: string;
  readonly limits?: JsonLimits;
  readonly isUnread?: IsUnread;
}

/** One notice of a search answer, or the reason why it is none. */
export interface TedApiItem {
  readonly pointer: string;
  readonly line: number;
  readonly raw: string;
  readonly notice?: NoticeVersion;
  readonly problem?: ItemProblem;
}

/**
 * Reads answers of the search of TED (API v3): pages with `notices`, single notices, or a list of them. An answer that
 * reports an error is a problem and never "no notices". Never throws for what is in the document.
 */
export async function* readTedApi(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  context: TedApiContext,
): AsyncGenerator<TedApiItem, void, undefined> {
  const options = {
    lists: [['notices']],
    lines: false,
    ...(context.charset === undefined ? {} : { charset: context.charset }),
    ...(context.limits === undefined ? {} : { limits: context.limits }),
  };
  let records = 0;
  for await (const item of readJsonRecords(chunks, options)) {
    const { pointer, line, raw } = item;
    if (item.type === 'problem') yield { pointer, line, raw, problem: item.problem };
    else if (item.type === 'record') {
      yield isJsonObject(item.value)
        ? { pointer, line, raw, ...mapped(item.value, pointer, context) }
        : { pointer, line, raw, problem: notANotice(pointer, {}) };
    } else {
      const timedOut = member(item.value, 'timedOut') === true;
      if (timedOut) yield { pointer, line, raw, problem: timeOut(pointer) };
      if (records === 0 && !item.hasRecords)
        yield { pointer, line, raw, ...mapped(item.value, pointer, context) };
    }
    records += 1;
  }
}

function mapped(
  value: JsonObject,
  pointer: string,
  { source, isUnread }: TedApiContext,
): Pick<TedApiItem, 'notice' | 'problem'> {
  if (isUnread?.() === true) return { problem: leftUnread(pointer) };
  const read = noticeFromTedApi(value, source);
  if (read === undefined) return { problem: notANotice(pointer, value) };
  return 'notice' in read
    ? { notice: read.notice }
    : { problem: { type: read.rule, detail: read.detail, pointer } };
}

function notANotice(pointer: string, value: JsonObject): ItemProblem {
  const message = textAt(value, 'message') ?? textAt(value, 'error');
  return message === undefined
    ? {
        type: 'ted-api-not-a-notice',
        detail: 'This is no notice of the TED search: it has no publication-number. Ask for that field.',
        pointer,
      }
    : {
        type: 'ted-api-error-answer',
        detail: `TED answered with an error instead of notices (${message.slice(0, 200)}). Mend the query, or try again later.`,
        pointer,
      };
}

function timeOut(pointer: string): ItemProblem {
  return {
    type: 'ted-api-timed-out',
    detail: 'The search ran out of time (timedOut), so notices are missing on this page. Ask again.',
    pointer,
  };
}
