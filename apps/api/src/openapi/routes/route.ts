import type { ProblemName } from '../../http/problem.ts';
import type { Schema } from '../schema.ts';

/** What the code of a route can not say about it. */
export interface RouteDescription {
  readonly operation: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly answer: {
    readonly status: number;
    readonly description: string;
    /** By media type; absent when there is no body. */
    readonly content?: Readonly<Record<string, Schema>>;
    /** Names among the component headers, beside the ones that every answer has. */
    readonly headers?: readonly string[];
  };
  /** Media types of the request body, where it is no DTO. */
  readonly body?: { readonly description: string; readonly content: Readonly<Record<string, Schema>> };
  /** Header parameters of this route, by component name. */
  readonly headers?: readonly string[];
  /** Refusals of this route beside those that every route of its kind has. */
  readonly problems?: readonly ProblemName[];
  /** Other answers than success and problems, by status. */
  readonly others?: Readonly<Record<number, { readonly description: string; readonly schema: Schema }>>;
}

/** Descriptions by route, as the access table names them: `GET /v1/markets/:market`. */
export type Routes = Readonly<Record<string, RouteDescription>>;

/** A JSON answer with status 200. */
export function ok(schema: Schema, description: string): RouteDescription['answer'] {
  return { status: 200, description, content: { 'application/json': schema } };
}
