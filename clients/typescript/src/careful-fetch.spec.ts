import { describe, expect, it } from '@jest/globals';
import { carefulFetch, type SendingOptions } from './careful-fetch.ts';
import { ProblemError, retryAfterOf } from './problem-error.ts';

const URL = 'https://placet.example/v1/markets';
const PROBLEM = { type: '/problems/unavailable', title: 'Not available', status: 503, instance: 'r-1' };

function problem(status: number, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify({ ...PROBLEM, status }), {
    status,
    headers: { 'content-type': 'application/problem+json; charset=utf-8', ...headers },
  });
}

function at(position: string): Response {
  return new Response('{}', { headers: { 'placet-position': position } });
}

/** Answers in this order, and remembers what was asked. */
function service(...answers: (Response | Error)[]): { asked: Request[]; options: SendingOptions } {
  const asked: Request[] = [];
  const send = async (request: Request): Promise<Response> => {
    asked.push(request);
    const answer = answers[asked.length - 1] ?? new Response('{}');
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { asked, options: { key: 'plc_a_b', fetch: send } };
}

describe('a careful fetch', () => {
  it('signs requests and says which language is wanted', async () => {
    const { asked, options } = service();
    await carefulFetch({ ...options, language: 'ko' })(new Request(URL));
    expect(asked[0]?.headers.get('authorization')).toBe('Bearer plc_a_b');
    expect(asked[0]?.headers.get('accept-language')).toBe('ko');
  });

  it('waits as long as it is asked to, and tries again', async () => {
    const { asked, options } = service(
      problem(429, { 'retry-after': '0' }),
      problem(503, { 'retry-after': '0' }),
    );
    expect((await carefulFetch(options)(new Request(URL))).status).toBe(200);
    expect(asked).toHaveLength(3);
  });

  it('repeats what makes something under one key, and after a broken connection too', async () => {
    const { asked, options } = service(new TypeError('fetch failed'));
    await carefulFetch(options)(new Request(URL, { method: 'POST', body: '{}' }));
    const [first, second] = asked.map((request) => request.headers.get('idempotency-key'));
    expect(first).toMatch(/^[0-9a-f-]{36}$/);
    expect(second).toBe(first);
  });

  it('does not repeat a change: its first try may have been made', async () => {
    const { asked, options } = service(problem(503, { 'retry-after': '0' }));
    await expect(carefulFetch(options)(new Request(URL, { method: 'PATCH', body: '{}' }))).rejects.toThrow(
      ProblemError,
    );
    expect(asked).toHaveLength(1);
  });

  it('throws a refusal with its problem, without trying again', async () => {
    const { asked, options } = service(problem(404));
    const refusal = await carefulFetch(options)(new Request(URL)).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ProblemError);
    expect(refusal).toMatchObject({ status: 404, problem: { type: '/problems/unavailable' } });
    expect(asked).toHaveLength(1);
  });

  it('gives up after its tries, and at once when it would have to wait too long', async () => {
    const weary = service(...Array.from({ length: 3 }, () => problem(503, { 'retry-after': '0' })));
    await expect(carefulFetch({ ...weary.options, retries: 2 })(new Request(URL))).rejects.toThrow(
      ProblemError,
    );
    expect(weary.asked).toHaveLength(3);
    const slow = service(problem(503, { 'retry-after': '3600' }));
    await expect(carefulFetch(slow.options)(new Request(URL))).rejects.toMatchObject({
      retryAfterMs: 3_600_000,
    });
    expect(slow.asked).toHaveLength(1);
  });

  it('puts an answer that is no problem document into words', async () => {
    const { options } = service(new Response('<html>', { status: 502 }));
    await expect(carefulFetch(options)(new Request(URL))).rejects.toThrow('Answered with 502');
  });

  it('asks for at least what was seen before, and never for less', async () => {
    const { asked, options } = service(at('9-120'), at('10-3'), at('9-999'));
    const send = carefulFetch(options);
    for (let n = 0; n < 4; n += 1) await send(new Request(URL));
    expect(asked.map((request) => request.headers.get('placet-at-least'))).toEqual([
      null,
      '9-120',
      '10-3',
      '10-3',
    ]);
  });
});

describe('Retry-After', () => {
  it.each([
    [null, null],
    ['7', 7000],
    ['Tue, 24 Nov 2026 10:00:05 GMT', 5000],
    ['Tue, 24 Nov 2026 09:00:00 GMT', 0],
    ['soon', null],
  ])('%s is %s ms', (stated, expected) => {
    const headers: Record<string, string> = stated === null ? {} : { 'retry-after': stated };
    expect(retryAfterOf(new Response('', { headers }), Date.parse('2026-11-24T10:00:00Z'))).toBe(expected);
  });
});
