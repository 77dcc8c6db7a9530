import { describe, expect, it } from '@jest/globals';
import { decodeUtf8, toUtf8 } from './decode.ts';

const text = (bytes: Uint8Array): string => new TextDecoder().decode(toUtf8(bytes).bytes);

describe('decodeUtf8', () => {
  it('names the first byte that is no UTF-8', () => {
    expect(decodeUtf8(new Uint8Array([0x61, 0xc3, 0xa9, 0xff, 0x62])).problem).toContain('Byte 4 (0xff)');
  });

  it('refuses a character that is cut off at the end', () => {
    expect(decodeUtf8(new Uint8Array([0x61, 0xe2, 0x82])).text).toBeNull();
  });
});

describe('toUtf8', () => {
  it('drops the mark of UTF-8', () => {
    expect(text(new Uint8Array([0xef, 0xbb, 0xbf, 0x61]))).toBe('a');
  });

  it('honours the marks of UTF-16', () => {
    expect(text(new Uint8Array([0xff, 0xfe, 0x61, 0x00, 0xac, 0x20]))).toBe('a€');
    expect(text(new Uint8Array([0xfe, 0xff, 0x00, 0x61, 0x20, 0xac]))).toBe('a€');
  });

  it('refuses half a surrogate pair in UTF-16', () => {
    expect(toUtf8(new Uint8Array([0xff, 0xfe, 0x00, 0xd8, 0x61, 0x00])).problem).toContain('UTF-16');
  });
});
