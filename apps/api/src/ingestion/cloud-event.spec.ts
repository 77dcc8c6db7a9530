import { describe, expect, it } from '@jest/globals';
import { unwrapped } from './cloud-event.ts';

const ATTRIBUTES = '"specversion":"1.0","id":"1","source":"urn:test","type":"notice"';

describe('a delivery in a CloudEvent', () => {
  it('is cut out of a structured event exactly as it was written', async () => {
    const data = '{ "amount": 1200000.00, "note": "a \\"quoted, {brace\\"", "big": 12345678901234567890 }';
    const { text, contentType } = await unwrap(`{${ATTRIBUTES}, "data" : ${data} , "subject":"x, }"}`);
    expect(text).toBe(data);
    expect(contentType).toBe('application/json');
  });

  it('is the last data when the member stands twice inside other data', async () => {
    const { text } = await unwrap(`{"extra":{"data":1},"data":[1,{"data":2}],${ATTRIBUTES}}`);
    expect(text).toBe('[1,{"data":2}]');
  });

  it('may be text or base64 of another type', async () => {
    const xml = await unwrap(`{${ATTRIBUTES},"datacontenttype":"application/xml","data":"<a>\\u00e9</a>"}`);
    expect(xml).toEqual({ text: '<a>é</a>', contentType: 'application/xml' });
    const bytes = await unwrap(`{${ATTRIBUTES},"datacontenttype":"text/csv","data_base64":"YTtiCg=="}`);
    expect(bytes).toEqual({ text: 'a;b\n', contentType: 'text/csv' });
  });

  it('passes as it is in binary mode, once its attributes are complete', async () => {
    const headers = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': 'urn:test', 'ce-type': 'notice' };
    expect(await unwrap('a;b', { ...headers, 'content-type': 'text/csv' })).toEqual({
      text: 'a;b',
      contentType: 'text/csv',
    });
    await expect(unwrap('a;b', { ...headers, 'ce-type': '' })).rejects.toThrow('attribute type');
  });

  it.each([
    ['{"specversion":"0.3","id":"1","source":"s","type":"t","data":1}', 'specversion'],
    ['{"specversion":"1.0","source":"s","type":"t","data":1}', 'attribute id'],
    [`{${ATTRIBUTES}}`, 'no data'],
    ['[1]', 'JSON object'],
    ['{"specversion":', 'no JSON'],
  ])('is refused as %s', async (text, detail) => {
    await expect(unwrap(text)).rejects.toThrow(detail);
  });

  it('is refused in a batch', async () => {
    await expect(unwrap('[]', { 'content-type': 'application/cloudevents-batch+json' })).rejects.toThrow(
      'Batches',
    );
  });
});

async function unwrap(
  text: string,
  headers: Record<string, string> = { 'content-type': 'application/cloudevents+json; charset=utf-8' },
): Promise<{ text: string; contentType: string | null }> {
  const { body, contentType } = await unwrapped(headers, bytesOf(text));
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return { text: Buffer.concat(parts).toString('utf8'), contentType };
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
