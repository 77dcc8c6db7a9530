import { existsSync, readFileSync } from 'node:fs';

/** The answer to an example, as a running service gave it, with lists cut short. */
export interface ExampleAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: unknown;
}

/** Where the recorded answers are; `npm run freeze:examples` writes them anew. */
export const ANSWERS_FILE = new URL('./answers.json', import.meta.url);

let read: Readonly<Record<string, ExampleAnswer>> | undefined;

/** The recorded answers by route, as the access table names them; read once. */
export function exampleAnswers(): Readonly<Record<string, ExampleAnswer>> {
  read ??= answersIn(existsSync(ANSWERS_FILE) ? readFileSync(ANSWERS_FILE, 'utf8') : '{}');
  return read;
}

function answersIn(text: string): Readonly<Record<string, ExampleAnswer>> {
  return JSON.parse(text);
}
