import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type PartDigest, StateDigest, type StateDigestValue } from '#application';
import { NOTICE_BODY } from '../notices/notice-search.ts';

const PAGE = 1000;

/**
 * Rows by a key that orders them. jsonb text is canonical: Postgres sorts members and keeps numbers exactly, so equal
 * content is equal text.
 */
const PARTS = {
  documents: `SELECT kind || E'\\n' || key || E'\\n' || version AS key, body::text AS text
    FROM placet.document_version WHERE upper_inf(recorded)`,
  facts: `SELECT origin || E'\\n' || statement AS key,
      jsonb_build_array(subject, attribute, value, complete, grade, spoken_by, confidence, valid::text, body)::text AS text
    FROM placet.fact WHERE upper_inf(recorded)`,
  notices: `SELECT source || E'\\n' || key AS key, jsonb_build_array(market, kind, status, versions, ${NOTICE_BODY}::jsonb)::text AS text
    FROM placet.notice WHERE versions > 0`,
};

/** Sums up the state with pages of rows, so that its memory doesn't grow with the record. */
@Injectable()
export class PostgresStateDigest extends StateDigest {
  constructor(private readonly source: DataSource) {
    super();
  }

  async compute(): Promise<StateDigestValue> {
    const documents = await this.sum(PARTS.documents);
    const facts = await this.sum(PARTS.facts);
    const notices = await this.sum(PARTS.notices);
    const digest = createHash('sha256');
    for (const part of [documents, facts, notices]) digest.update(`${part.rows} ${part.digest}\n`);
    return { digest: digest.digest('hex'), documents, facts, notices };
  }

  private async sum(part: string): Promise<PartDigest> {
    const hash = createHash('sha256');
    let rows = 0;
    for (let after: string | null = null; ;) {
      const page: { key: string; text: string }[] = await this.source.query(
        `SELECT key, text FROM (${part}) AS part WHERE $1::text IS NULL OR key COLLATE "C" > $1 ORDER BY key COLLATE "C" LIMIT ${PAGE}`,
        [after],
      );
      for (const { key, text } of page) hash.update(`${key}\n${text}\n`);
      rows += page.length;
      if (page.length < PAGE) return { rows, digest: hash.digest('hex') };
      after = page.at(-1)?.key ?? null;
    }
  }
}
