/** Says whether a text takes more bytes in UTF-8; they are counted only where its characters could be too many. */
export function isLargerThan(text: string, maxBytes: number): boolean {
  // A UTF-16 unit takes one to three bytes.
  return text.length > maxBytes || (text.length * 3 > maxBytes && Buffer.byteLength(text) > maxBytes);
}
