import { readFileSync } from 'node:fs';

const FOLDER = new URL('../../libs/reference/data/relevance/', import.meta.url);

/** The shipped rules that judge notices, as one delivery. */
export function relevanceRules(): string {
  return ['infrastructure.yaml', 'clauses.yaml']
    .map((name) => readFileSync(new URL(name, FOLDER), 'utf8'))
    .join('\n---\n');
}
