import { createHash } from 'node:crypto';
import { type IncomingStatement, StatementReader, type StoredContent } from '#application';
import { canonicalText, type Certificate, type Fact, type World } from '#domain';
import type { StoredDocument } from '../documents/document-item.ts';
import { contributionsOf } from '../documents/world/contributions.ts';
import { toStoredBody } from './document-worlds.ts';

/** What stored documents state. */
export class DocumentStatements extends StatementReader {
  read({ kind, key, version, body }: StoredContent, world: World): readonly IncomingStatement[] {
    return statementsIn({ kind, id: key, version, document: toStoredBody(body, kind, key) }, world);
  }
}

/** The statements of one document, each once. */
export function statementsIn(
  document: Pick<StoredDocument, 'kind' | 'id' | 'version' | 'document'>,
  world: World,
): IncomingStatement[] {
  const byId = new Map<string, IncomingStatement>();
  const stored = { ...document, recordedFrom: '', recordedTo: null };
  for (const { shelf, value } of contributionsOf(stored, world.vocabulary)) {
    if (shelf === 'statement') byId.set(value.id, toStatement(value));
  }
  return [...byId.values()];
}

function toStatement(statement: Fact | Certificate): IncomingStatement {
  const { recorded: _, ...body } = statement;
  const isFact = statement.kind === 'fact';
  return {
    statement: statement.id,
    subject: statement.subject,
    attribute: isFact ? statement.attribute : `certificate:${statement.scheme}`,
    value: isFact ? statement.value : { level: statement.level, status: statement.status },
    complete: isFact ? statement.complete : true,
    grade: statement.grade,
    by: statement.by,
    confidence: statement.confidence,
    valid: statement.valid,
    body,
    hash: createHash('sha256').update(canonicalText(body)).digest('hex'),
  };
}
