import { isUtf8 } from 'node:buffer';
import type { NoticeVersion } from '#domain';
import { leftUnread, type IsUnread, type ItemProblem } from '../notice/problem.ts';
import { readXml } from '../xml/read-xml.ts';
import { XmlProblem, type XmlLimits } from '../xml/xml-problem.ts';
import { withoutInlineMarks } from './inline-marks.ts';
import { noticeFromTed } from './ted-notice.ts';

/** What the source's configuration adds to a notice. */
export interface TedContext {
  readonly source: string;
  readonly limits?: XmlLimits;
  /** Charset that the delivery declared; otherwise the document's own declaration counts. */
  readonly charset?: string;
  readonly isUnread?: IsUnread;
}

/** The one notice of a TED export, or the reason why it can't be read. */
export interface TedItem {
  /** XPath of the notice in its document. */
  readonly pointer: string;
  readonly line: number;
  readonly raw: string;
  readonly notice?: NoticeVersion;
  readonly problem?: ItemProblem;
}

const FRAGMENT = 64 * 1024;

/**
 * Reads a legacy TED export (R2.0.8 and R2.0.9 in all four of its namespaces, told apart by local names): one notice,
 * defence forms and corrigenda included. Never throws for what is in the document.
 */
export async function* readTed(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  context: TedContext,
): AsyncGenerator<TedItem, void, undefined> {
  const kept: Uint8Array[] = [];
  try {
    if (context.isUnread?.() === true) {
      for await (const _ of keeping(chunks, kept));
      yield { pointer: '/*', line: 1, raw: beginning(kept), problem: leftUnread('/*') };
      return;
    }
    const document = await readXml(
      withoutInlineMarks(keeping(chunks, kept)),
      context.limits,
      context.charset,
    );
    const { root } = document;
    const bytes = Buffer.concat(kept);
    const raw = isUtf8(bytes) ? bytes.toString('utf8') : document.raw;
    if (root.name !== 'TED_EXPORT') {
      const detail = `The document is a ${root.printed}, which is no legacy export of TED (TED_EXPORT).`;
      yield { pointer: '/*', line: 1, raw, problem: { type: 'ted-not-a-notice', detail, pointer: '/*' } };
      return;
    }
    const read = noticeFromTed(root, context.source);
    if ('notice' in read) yield { pointer: '/*', line: 1, raw, notice: read.notice };
    else {
      const problem = { type: read.rule, detail: read.detail, pointer: read.path };
      yield { pointer: '/*', line: 1, raw, problem };
    }
  } catch (error) {
    if (!(error instanceof XmlProblem)) throw error;
    const problem = { type: error.rule, detail: error.message, pointer: error.path };
    yield { pointer: error.path, line: error.line, raw: beginning(kept), problem };
  }
}

function beginning(kept: readonly Uint8Array[]): string {
  return Buffer.concat(kept).subarray(0, FRAGMENT).toString('utf8');
}

async function* keeping(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  kept: Uint8Array[],
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of chunks) {
    kept.push(chunk.slice());
    yield chunk;
  }
}
