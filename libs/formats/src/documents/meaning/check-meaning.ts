import { readRegime, readTest, type Group, type Problem } from '#domain';
import { isJsonObject, type JsonObject } from '../../text/json-value.ts';
import { shapeOf, type HoldingShape, type RegisterShape } from '../document-shapes.ts';
import type { DocumentKind } from '../document-kinds.ts';
import { mappingFindings } from '../../mapping/read-mapping.ts';
import { toScheme } from '../to-domain/scheme.ts';
import { checkCertificate, unknownName, type KnownNames } from './check-statement.ts';
import { checkFacts, checkHolding, checkVendor } from './check-vendor.ts';
import type { Finding } from './finding.ts';

/** What documents may refer to; without a vocabulary no name is checked. */
export interface MeaningContext extends KnownNames {
  readonly groups?: ReadonlyMap<string, Group>;
}

/** Checks what a well-formed document says, by itself and against the names that are known. */
export function checkMeaning(
  kind: DocumentKind,
  document: JsonObject,
  context: MeaningContext,
): readonly Finding[] {
  switch (kind) {
    case 'vendor':
      return checkVendor(document, context);
    case 'facts':
      return checkFacts(document, context);
    case 'regime':
      return checkRegime(document, context);
    case 'register':
      return checkRegister(document, context);
    case 'equivalence':
      return checkEquivalence(document, context);
    case 'scheme':
      return checkScheme(document);
    case 'holding':
      return checkHolding(shapeOf<HoldingShape>(document));
    case 'market':
      return checkMarket(document, context);
    case 'vocabulary':
      return checkVocabulary(document, context);
    case 'mapping':
      return mappingFindings(document);
    default:
      // Their shape says all there is to check.
      return [];
  }
}

/** Reads a regime by the domain, whose problems name the nearest known words. */
function checkRegime(
  document: JsonObject,
  { vocabulary, schemes, groups }: MeaningContext,
): readonly Finding[] {
  if (vocabulary === undefined) return [];
  const reading = readRegime(document, vocabulary, {
    ...(schemes === undefined ? {} : { schemes }),
    ...(groups === undefined ? {} : { groups }),
  });
  return reading.ok ? [] : reading.problems.map(toFinding);
}

function toFinding({ pointer, message, nearest }: Problem): Finding {
  const [first] = nearest ?? [];
  return first === undefined
    ? { pointer, message }
    : { pointer, message: `${message} Did you mean "${first}"?`, nearest: first };
}

function checkRegister(document: JsonObject, context: MeaningContext): readonly Finding[] {
  const register = shapeOf<RegisterShape & { readonly entryCount?: number }>(document);
  const entries = register.entries ?? [];
  const findings: Finding[] = [];
  if (register.kind !== 'region_catalogue' && !register.scheme) {
    findings.push({
      pointer: '',
      message: 'A register needs the scheme whose certificates it lists. Add "scheme".',
    });
  }
  if (
    register.completeness === 'complete' &&
    register.entryCount !== undefined &&
    register.entryCount !== entries.length
  ) {
    findings.push({
      pointer: '/entryCount',
      message:
        `entryCount says ${register.entryCount} but ${entries.length} entries follow, so the list isn't complete and ` +
        'absence would prove nothing. Send all entries, or call it partial.',
    });
  }
  entries.forEach((entry, at) => {
    const scheme = entry.scheme ?? register.scheme;
    if (!scheme || register.kind === 'region_catalogue') return;
    findings.push(
      ...checkCertificate(scheme, entry.level ?? null, entry.dimension, `/entries/${at}`, context),
    );
  });
  return findings;
}

/** Effects that evaluate need both sides. */
const EVALUATING = ['satisfies', 'implies', 'caps', 'recognisedIn'];

function checkEquivalence(document: JsonObject, { vocabulary, schemes }: MeaningContext): readonly Finding[] {
  const findings: Finding[] = [];
  const { from, to, when } = document;
  const effect = typeof document['effect'] === 'string' ? document['effect'] : '';
  const target = isJsonObject(to) ? to : {};
  if (EVALUATING.includes(effect) && (!isJsonObject(from) || !('scheme' in target || 'all' in target))) {
    findings.push({
      pointer: '/effect',
      message: `"${effect}" needs schemes on both sides (from and to). Add them, or use lineage or reference.`,
    });
  }
  if (vocabulary !== undefined && when !== undefined) {
    const reading = readTest(when, vocabulary, {}, '/when');
    if (!reading.ok) findings.push(...reading.problems.map(toFinding));
  }
  const scheme = target['scheme'];
  if (schemes !== undefined && typeof scheme === 'string' && !schemes.has(scheme)) {
    findings.push(unknownName('/to/scheme', `"${scheme}" is no known scheme`, scheme, schemes.keys()));
  }
  return findings;
}

function checkScheme(document: JsonObject): readonly Finding[] {
  const { scheme } = toScheme(document);
  const findings: Finding[] = [];
  scheme.levels.forEach((level, at) => {
    if (scheme.levels.indexOf(level) !== at) {
      findings.push({
        pointer: `/levels/${at}`,
        message: `The level "${level}" stands twice. Levels are ordered and distinct.`,
      });
    }
  });
  for (const [alias, level] of Object.entries(scheme.aliases)) {
    if (scheme.levels.includes(level)) continue;
    findings.push(
      unknownName(
        `/aliases/${alias}`,
        `"${alias}" stands for "${level}", which is no level`,
        level,
        scheme.levels,
      ),
    );
  }
  return findings;
}

function checkMarket(document: JsonObject, { vocabulary }: MeaningContext): readonly Finding[] {
  const needs = document['needs'];
  if (vocabulary === undefined || !isJsonObject(needs)) return [];
  return Object.entries(needs).flatMap(([name, need]) =>
    Object.keys(isJsonObject(need) ? need : {})
      .filter((path) => !vocabulary.needs.has(path))
      .map((path) =>
        unknownName(
          `/needs/${name}/${path}`,
          `"${path}" is no need path of the vocabulary`,
          path,
          vocabulary.needs.keys(),
        ),
      ),
  );
}

interface NamedShape {
  readonly id: string;
  readonly type: string;
  readonly levels?: readonly string[];
}

function checkVocabulary(document: JsonObject, { vocabulary }: MeaningContext): readonly Finding[] {
  const { facts, needs } = shapeOf<{
    readonly facts: readonly NamedShape[];
    readonly needs: readonly NamedShape[];
  }>(document);
  const findings = [...checkNames(facts, '/facts'), ...checkNames(needs, '/needs')];
  if (vocabulary === undefined) return findings;
  const stated = new Set([...facts, ...needs].map(({ id }) => id));
  const known = [...vocabulary.attributes.keys(), ...vocabulary.needs.keys()];
  return [
    ...findings,
    ...(document['id'] === undefined
      ? leftOut(known, stated, vocabulary.added)
      : [
          ...declaredAgain(facts, '/facts', known, vocabulary.added),
          ...declaredAgain(needs, '/needs', known, vocabulary.added),
        ]),
  ];
}

/** Rules and facts go by these names: without them nothing could be decided any more. */
function leftOut(
  known: readonly string[],
  stated: ReadonlySet<string>,
  added: ReadonlySet<string> | undefined,
): readonly Finding[] {
  const gone = known.filter((name) => !stated.has(name) && added?.has(name) !== true);
  if (gone.length === 0) return [];
  const first = gone.slice(0, 3).join(', ');
  return [
    {
      pointer: '',
      message: `The vocabulary would lose ${gone.length} names that rules and facts may use: ${first}${gone.length > 3 ? ' …' : ''}. Give the document an "id" of its own, and what it declares is added; or declare all names again.`,
    },
  ];
}

/** An addition would change what a name of the vocabulary means. */
function declaredAgain(
  items: readonly NamedShape[],
  pointer: string,
  known: readonly string[],
  added: ReadonlySet<string> | undefined,
): readonly Finding[] {
  const taken = new Set(known);
  return items.flatMap(({ id }, at) =>
    taken.has(id) && added?.has(id) !== true
      ? [
          {
            pointer: `${pointer}/${at}/id`,
            message: `"${id}" is declared in the vocabulary already. Choose another name, or leave it out here.`,
          },
        ]
      : [],
  );
}

function checkNames(items: readonly NamedShape[], pointer: string): readonly Finding[] {
  const findings: Finding[] = [];
  const seen = new Set<string>();
  items.forEach(({ id, type, levels }, at) => {
    if (seen.has(id))
      findings.push({ pointer: `${pointer}/${at}/id`, message: `"${id}" stands twice. Remove one.` });
    seen.add(id);
    if (type === 'level' && (levels ?? []).length === 0) {
      const message = `"${id}" is a level but lists no levels. Add them, lowest first.`;
      findings.push({ pointer: `${pointer}/${at}`, message });
    }
  });
  return findings;
}
