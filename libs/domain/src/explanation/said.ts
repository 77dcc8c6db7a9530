import type { Evidence, Trace, Truth } from '../evaluation/decision.ts';
import type { SourceSaid } from './grammar.ts';
import { readValues } from './message-values.ts';
import type { Phrasebook, Said } from './phrasebook.ts';
import { dayOfReading } from '../evaluation/certificates/register.ts';
import type { Speech } from './speech.ts';

/** What a node of a trace has to say. */
export function saidBy(trace: Trace, speech: Speech): Said {
  const values = readValues(trace.message.values);
  const count = (truth: Truth): number => trace.children.filter(({ outcome }) => outcome === truth).length;
  return {
    values: { ...values, title: values.title === null ? null : speech.title(values.title) },
    reasons: trace.reasons,
    evidence: trace.evidence,
    parts: { true: count('true'), false: count('false'), unknown: count('unknown') },
  };
}

/** Sources that an outcome rests on: those that were not outdone, each once. */
function sourcesOf(evidence: readonly Evidence[]): readonly SourceSaid[] {
  const sources = new Map<string, SourceSaid>();
  for (const { source, grade, staleSince, superseded, belowGrade } of evidence) {
    if (superseded || belowGrade) continue;
    const key = `${source.title} ${grade}`;
    if (!sources.has(key)) sources.set(key, { title: source.title, grade, staleSince });
  }
  return [...sources.values()];
}

/** Adds the sources to what a node says, and whose statement it is where it isn't the offering's own. */
export function sourced(said: Said, speech: Speech, text: string): string {
  const [first] = said.evidence;
  const isItem = first !== undefined && /^(facility|personnel|component|model):/.test(first.subject);
  const named = isItem ? speech.grammar.subject(speech.subject(first.subject), text) : text;
  return speech.grammar.according(named, sourcesOf(said.evidence));
}

const MOST_REASONS = 4;

/** Reasons of an open node as far as a sentence names them; `left` more are only counted. */
export interface ReasonsSaid {
  readonly shown: readonly string[];
  readonly left: number;
}

/** Why a node is open, in words; registers that could have decided it say what keeps them from it. */
export function reasonsInWords(
  said: Said,
  reasons: Phrasebook['reasons'],
  hindrances: Phrasebook['hindrances'],
  speech: Speech,
): ReasonsSaid {
  const { scheme, attribute } = said.values;
  // A sentence that begins with a thing doesn't name it again.
  const own = new Set([scheme, attribute]);
  const standings = scheme === '' ? [] : speech.registerStandings(scheme, speech.topic.vendor);
  // A register that has grown old is named once, with its day.
  const told = new Set(
    standings.flatMap(({ register, hindrance }) => (hindrance === 'stale' ? [register.id] : [])),
  );
  const words = said.reasons.flatMap((reason) => {
    if (reason.kind === 'undecided-need') return reasons['undecided-need'](reason.path, speech);
    const { kind, what } = reason;
    if (kind === 'stale' && what !== undefined && told.has(what)) return [];
    return reasons[kind](what === undefined || own.has(what) ? null : what, speech);
  });
  const kept = standings.flatMap(({ register, hindrance }) =>
    hindrance === null
      ? []
      : [hindrances[hindrance](speech.nameOfRegister(register), dayOfReading(register), speech)],
  );
  const all = [...kept, ...words];
  return { shown: all.slice(0, MOST_REASONS), left: Math.max(0, all.length - MOST_REASONS) };
}
