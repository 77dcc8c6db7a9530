import { describe, expect, it } from '@jest/globals';
import { detect } from './detect.ts';

const bytes = (text: string) => Buffer.from(text);

describe('detect', () => {
  it.each([
    ['schema: placet.regime/v1\nid: x\n', 'placet-yaml'],
    ['# a regime\n---\nschema: "placet.vendor/v1"\n', 'placet-yaml'],
    ['{"schema":"placet.vendor/v1","id":"x"}', 'placet-json'],
    ['\ufeff{ "id": "x", "schema" : "placet.scheme/v1"', 'placet-json'],
    ['{"ocid":"ocds-1","id":"1"}', 'ocds'],
    ['{"uri":"x","publisher":{"name":"y"},"releases":[{"ocid":"o"', 'ocds'],
    ['{"version":"1.1","records":[]}', 'ocds'],
    ['{"uri":"u","publishedDate":"2022-01-01","publisher":{"name":"n","text":"…', 'ocds'],
    ['[{"uri":"x","releases":[{"ocid":"o"}]}]', 'ocds'],
    ['{"ocid":"1"}\n{"ocid":"2"}\n', 'ocds'],
    ['{"a":1}\n{"b":2}\n', 'jsonl'],
    ['{"response":{"body":{"items":[]}}}', 'json'],
    ['{"releases":[{"tag_name":"v1"}]}', 'json'],
    ['{"notices":[{"publication-number":"1-2026"}],"totalNoticeCount":1}', 'ted-api'],
    ['{"publication-number":"1-2026","notice-type":"cn-standard"}', 'ted-api'],
    ['{"data":{"id":"a1","tenderID":"UA-2026-01-01-000001-a"}}', 'prozorro'],
    ['{"data":[{"id":"a1","dateModified":"2026-01-01"}],"next_page":{"offset":"1"}}', 'prozorro'],
    ['{"contractID":"UA-1","awardID":"b"}', 'prozorro'],
    ['{"contractID":"UA-1"}', 'json'],
    ['[{"statementId":"a","recordType":"entity"}]', 'bods'],
    ['{"statementID":"a","statementType":"personStatement"}\n{"statementID":"b"}\n', 'bods'],
    ['{"data":{"type":"lei-records","id":"EXAMPLECLOUD00000A12"}}', 'gleif'],
    ['[{"LEI":"EXAMPLECLOUD00000A12","Entity":{}}]', 'gleif'],
    ['<lei:LEIData xmlns:lei="urn:x">', 'gleif'],
    ['[1,2]', 'json'],
    ['<?xml version="1.0"?>\n<!-- n -->\n<ContractNotice xmlns="urn:x">', 'eforms'],
    ['<cn:PriorInformationNotice xmlns:cn="urn:x"/>', 'eforms'],
    ['<TED_EXPORT xmlns="http://x" DOC_ID="1">', 'ted-xml'],
    ['<feed xmlns="http://www.w3.org/2005/Atom">', 'xml'],
    ['<!DOCTYPE html><html>', 'unknown'],
    ['<?xml version="1.0"?>\n<!DOCTYPE ContractNotice [<!ENTITY x "y">]><ContractNotice/>', 'eforms'],
    ['<!DOCTYPE x [<!ENTITY y "z">]><x/>', 'xml'],
    ['id;name;country\n1;A;DE\n', 'csv'],
    ['"a, b",c\n"x, y",z\n', 'csv'],
    ['Just a sentence.', 'unknown'],
    ['', 'unknown'],
    ['%PDF-1.7\u0000\u0001', 'unknown'],
  ])('tells %j as %s', (text, format) => {
    expect(detect(bytes(text))).toBe(format);
  });

  it('believes the content rather than the content type', () => {
    expect(detect(bytes('{"ocid":"1"}'), 'text/csv')).toBe('ocds');
    expect(detect(bytes('one,two'), 'text/csv; charset=utf-8')).toBe('csv');
    expect(detect(bytes('one,two'))).toBe('unknown');
  });

  it('reads XML in UTF-16', () => {
    expect(detect(Buffer.from('\ufeff<ContractNotice a="b">', 'utf16le'))).toBe('eforms');
  });
});
