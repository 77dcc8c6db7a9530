/** Tags of raised and lowered characters inside a paragraph (`m<FT TYPE="SUP">2</FT>`), of which only the text counts. */
const MARK = /<\/?FT(?:\s[^<>]*)?>/g;
/** Where a tag might begin that the chunk doesn't end. */
const OPEN = /<[^<>]{0,60}$/;

/**
 * Takes the tags of raised and lowered characters out of a stream, so that a paragraph is one text in its order. Other
 * bytes pass as they are: the tags are ASCII in every encoding of the exports.
 */
export async function* withoutInlineMarks(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  let held = '';
  for await (const chunk of chunks) {
    const text = held + Buffer.from(chunk).toString('latin1');
    const open = OPEN.exec(text)?.index ?? text.length;
    held = text.slice(open);
    const passed = text.slice(0, open);
    if (passed !== '') yield Buffer.from(passed.replace(MARK, ''), 'latin1');
  }
  if (held !== '') yield Buffer.from(held, 'latin1');
}
