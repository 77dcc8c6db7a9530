/** Text of a delivery, or why its bytes are no text. */
export type DecodedText =
  { readonly text: string; readonly problem: null } | { readonly text: null; readonly problem: string };

/**
 * Brings a delivery to UTF-8 bytes without a byte order mark. UTF-16 is honoured when its mark says so; everything
 * else is taken as UTF-8 and checked later, piece by piece.
 */
export function toUtf8(bytes: Uint8Array): { readonly bytes: Uint8Array; readonly problem: string | null } {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return { bytes: bytes.subarray(3), problem: null };
  const utf16 =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : null;
  if (utf16 === null) return { bytes, problem: null };
  try {
    const text = new TextDecoder(utf16, { fatal: true }).decode(bytes);
    return { bytes: new TextEncoder().encode(text), problem: null };
  } catch {
    return {
      bytes: new Uint8Array(),
      problem: `The text starts with a UTF-16 byte order mark but isn't valid UTF-16. Send it as UTF-8.`,
    };
  }
}

/** Decodes UTF-8 strictly: a single invalid byte refuses the piece instead of becoming a question mark. */
export function decodeUtf8(bytes: Uint8Array): DecodedText {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), problem: null };
  } catch {
    const offset = firstInvalidByte(bytes);
    return {
      text: null,
      problem:
        `Byte ${offset + 1} (0x${(bytes[offset] ?? 0).toString(16).padStart(2, '0')}) isn't valid UTF-8. ` +
        `Save the text as UTF-8 and send it again.`,
    };
  }
}

/** Finds the longest valid prefix by bisection; only ever called on text that is already refused. */
function firstInvalidByte(bytes: Uint8Array): number {
  const isValidPrefix = (length: number): boolean => {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, length), { stream: true });
      return true;
    } catch {
      return false;
    }
  };
  let valid = 0;
  let invalid = bytes.length + 1;
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    if (isValidPrefix(middle)) valid = middle;
    else invalid = middle;
  }
  return Math.min(valid, bytes.length - 1);
}
