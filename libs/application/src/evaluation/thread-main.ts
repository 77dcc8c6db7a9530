import { parentPort } from 'node:worker_threads';
import { Evaluator } from './evaluator.ts';
import type { Request, Response } from './tasks.ts';

/** Entry point of the thread that evaluates; it is told of worlds, and asked about them, by messages. */
const port = parentPort;
if (port === null) throw new Error('This program runs as a thread of another');
const evaluator = new Evaluator();

function fault(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

async function work(request: Extract<Request, { kind: 'task' }>): Promise<Response> {
  const { id, about, name, asked } = request;
  try {
    return { id, answer: await evaluator.answer(about, name, asked) };
  } catch (error) {
    return { id, error: fault(error) };
  }
}

port.on('message', (request: Request) => {
  if (request.kind === 'world') evaluator.take(request);
  else if (request.kind === 'drop') evaluator.drop(request.world);
  else void work(request).then((response) => port.postMessage(response));
});
