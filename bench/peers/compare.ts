import { prepare, prepareQuestion, VERDICTS, type MarketQuestion, type World } from '#domain';
import { MatchingEngine } from '#matching';
import { median } from '../report.ts';
import { plainRules } from './condition.ts';
import { postgresTimes } from './postgres.ts';
import { flatRecord } from './record.ts';
import { cedar, cel, jsonLogic, jsonRules, zen, type PlainEngine } from './rule-engines.ts';

const CHECKED = 150;

/** Refuses to time an engine that gives another verdict, or another lower end of the score, than the reference. */
async function check(
  world: World,
  question: MarketQuestion,
  engine: PlainEngine,
  ids: readonly string[],
): Promise<void> {
  const decide = prepare(world, question);
  const step = Math.max(1, Math.floor(ids.length / CHECKED));
  for (const id of ids.filter((_, index) => index % step === 0)) {
    const { verdict, score } = await engine.decide(flatRecord(world, id));
    const expected = decide(id);
    const isSame =
      VERDICTS[verdict] === expected.verdict &&
      (score === null || Math.abs(score - expected.score.low) < 0.006);
    if (!isSame) {
      throw new Error(
        `${engine.name} decides ${id} as ${VERDICTS[verdict]} ${score}, the reference as ${expected.verdict} ${expected.score.low}`,
      );
    }
  }
}

/** Milliseconds for deciding all offerings, extrapolated from a sample, and for finding the best 50. */
async function timeOf(world: World, engine: PlainEngine, ids: readonly string[]): Promise<number> {
  const step = Math.max(1, Math.floor(ids.length / engine.sample));
  const records = ids.filter((_, index) => index % step === 0).map((id) => flatRecord(world, id));
  const rounds: number[] = [];
  for (let round = 0; round < 4; round += 1) {
    const began = performance.now();
    const found: { readonly id: string; readonly verdict: number; readonly score: number }[] = [];
    for (const record of records) {
      const answer = engine.decide(record);
      const { verdict, score } = answer instanceof Promise ? await answer : answer;
      found.push({ id: record.id, verdict, score: score ?? 0 });
    }
    found.sort((a, b) => a.verdict - b.verdict || b.score - a.score || (a.id < b.id ? -1 : 1));
    rounds.push(performance.now() - began);
  }
  // The first round warms the engine up.
  return (median(rounds.slice(1)) / records.length) * ids.length;
}

/** Milliseconds of every other engine for the same ranking, by name; all have been checked to say the same. */
export async function peerTimes(
  world: World,
  question: MarketQuestion,
  withPostgres: boolean,
): Promise<Readonly<Record<string, number>>> {
  const rules = plainRules(prepareQuestion(world, question));
  const ids = [...world.offerings.keys()];
  const times: Record<string, number> = {};
  for (const make of [jsonLogic, cel, jsonRules, zen, cedar]) {
    const engine = make(rules);
    await check(world, question, engine, ids);
    times[engine.name] = await timeOf(world, engine, ids);
  }
  if (!withPostgres) return times;
  const { wide, normalised, counts } = await postgresTimes(world, rules);
  const own = new MatchingEngine(world).rank(question, { limit: 1 }).counts;
  const isSame = VERDICTS.every((verdict, position) => own[verdict] === (counts.get(position) ?? 0));
  if (!isSame)
    throw new Error(`PostgreSQL counts ${JSON.stringify([...counts])}, the engine ${JSON.stringify(own)}`);
  return { 'PostgreSQL, wide table': wide, 'PostgreSQL, normalised': normalised, ...times };
}
