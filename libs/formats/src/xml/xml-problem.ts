/** Bounds of an XML document; past one of them it is refused by rule. */
export interface XmlLimits {
  readonly depth: number;
  /** Bytes of the whole document: one notice is one item. */
  readonly itemBytes: number;
  /** Bytes of one text or attribute in UTF-8. */
  readonly textBytes: number;
  readonly elements: number;
}

/** The limits of design 5. */
export const XML_LIMITS: XmlLimits = {
  depth: 128,
  itemBytes: 4 * 1024 * 1024,
  textBytes: 256 * 1024,
  elements: 150_000,
};

/** Rules an XML document can break; each is a stable problem type. */
export type XmlRule =
  | 'xml-empty'
  | 'xml-malformed'
  | 'xml-doctype'
  | 'xml-encoding'
  | 'xml-depth'
  | 'xml-text-length'
  | 'xml-item-size'
  | 'xml-count';

/** A broken rule: what is wrong, where, and what to do about it. */
export class XmlProblem extends Error {
  override readonly name = 'XmlProblem';

  constructor(
    readonly rule: XmlRule,
    message: string,
    /** XPath of the innermost element open at that place. */
    readonly path: string,
    readonly line: number,
  ) {
    super(message);
  }
}
