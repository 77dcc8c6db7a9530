import type { NoticeVersion } from '#domain';
import { leftUnread, type IsUnread, type ItemProblem } from '../notice/problem.ts';
import { readXml } from '../xml/read-xml.ts';
import { XmlProblem, type XmlLimits } from '../xml/xml-problem.ts';
import { noticeFromEforms } from './eforms-notice.ts';

/** What the source's configuration adds to a notice. */
export interface EformsContext {
  readonly source: string;
  readonly limits?: XmlLimits;
  /** Charset that the delivery declared; otherwise the document's own declaration counts. */
  readonly charset?: string;
  readonly isUnread?: IsUnread;
}

/** The one notice of an eForms document, or the reason why it can't be read. */
export interface EformsItem {
  /** XPath of the notice in its document. */
  readonly pointer: string;
  readonly line: number;
  readonly raw: string;
  readonly notice?: NoticeVersion;
  readonly problem?: ItemProblem;
}

const ROOTS = new Set([
  'PriorInformationNotice',
  'ContractNotice',
  'ContractAwardNotice',
  'BusinessRegistrationInformationNotice',
]);

/**
 * Reads an eForms document (UBL 2.3, any notice subtype and SDK version): one notice. Never throws for what is in the
 * document.
 */
export async function* readEforms(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  context: EformsContext,
): AsyncGenerator<EformsItem, void, undefined> {
  const kept = new BeginningOf(chunks);
  try {
    if (context.isUnread?.() === true) {
      for await (const _ of kept);
      yield { pointer: '/*', line: 1, raw: kept.text(), problem: leftUnread('/*') };
      return;
    }
    const { root, raw } = await readXml(kept, context.limits, context.charset);
    if (!ROOTS.has(root.name)) {
      const detail = `The document is a ${root.printed}, which is no notice of eForms.`;
      yield { pointer: '/*', line: 1, raw, problem: { type: 'eforms-not-a-notice', detail, pointer: '/*' } };
      return;
    }
    const read = noticeFromEforms(root, context.source);
    if ('notice' in read) yield { pointer: '/*', line: 1, raw, notice: read.notice };
    else
      yield {
        pointer: '/*',
        line: 1,
        raw,
        problem: { type: read.rule, detail: read.detail, pointer: read.path },
      };
  } catch (error) {
    if (!(error instanceof XmlProblem)) throw error;
    const problem = { type: error.rule, detail: error.message, pointer: error.path };
    yield { pointer: error.path, line: error.line, raw: kept.text(), problem };
  }
}

/** Keeps the beginning of a document for the quarantine while it is read. */
class BeginningOf implements AsyncIterable<Uint8Array> {
  private readonly parts: Uint8Array[] = [];
  private size = 0;

  constructor(private readonly chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for await (const chunk of this.chunks) {
      if (this.size < 64 * 1024) this.parts.push(chunk.slice(0, 64 * 1024));
      this.size += chunk.length;
      yield chunk;
    }
  }

  text(): string {
    return Buffer.concat(this.parts)
      .subarray(0, 64 * 1024)
      .toString('utf8');
  }
}
