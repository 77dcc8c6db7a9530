import { attributeOf, nearestNames, type Attribute, type Scheme, type Vocabulary } from '#domain';
import { isJsonArray, isJsonObject, type JsonValue } from '../../text/json-value.ts';
import { pointerTo } from '../../text/pointer.ts';
import type { StatementShape } from '../document-shapes.ts';
import { toInterval } from '../to-domain/dates.ts';
import { quote } from '../quote.ts';
import type { Finding } from './finding.ts';

/** The names that statements are checked against; what is missing isn't checked. */
export interface KnownNames {
  readonly vocabulary?: Vocabulary;
  readonly schemes?: ReadonlyMap<string, Scheme>;
}

/** Checks one fact or certificate about a subject. */
export function checkStatement(
  statement: StatementShape,
  subject: string,
  pointer: string,
  names: KnownNames,
): readonly Finding[] {
  const findings = [...checkInterval(statement, pointer)];
  if (statement.certificate !== undefined) {
    findings.push(
      ...checkCertificate(
        statement.certificate,
        statement.level ?? null,
        statement.dimension,
        pointer,
        names,
      ),
    );
  } else if (names.vocabulary !== undefined) {
    findings.push(...checkFact(statement, subject, pointer, names.vocabulary));
  }
  return findings;
}

function checkInterval(statement: StatementShape, pointer: string): readonly Finding[] {
  const { from, to } = toInterval(statement.valid, statement.endedAt);
  if (from === null || to === null || from < to) return [];
  return [
    {
      pointer: pointerTo(pointer, 'valid'),
      message: `It ends (${to}) before or when it starts (${from}), so it never holds. The end is the first day after.`,
    },
  ];
}

/** Checks a scheme's name, level and dimensions. */
export function checkCertificate(
  name: string,
  level: string | null,
  dimension: Readonly<Record<string, string>> | undefined,
  pointer: string,
  { schemes }: KnownNames,
): readonly Finding[] {
  if (schemes === undefined) return [];
  const scheme = schemes.get(name);
  if (scheme === undefined) {
    return [
      unknownName(
        pointerTo(pointer, 'certificate'),
        `${quote(name)} is no known scheme`,
        name,
        schemes.keys(),
      ),
    ];
  }
  if (level === null || scheme.levels.includes(level) || Object.hasOwn(scheme.aliases, level)) return [];
  const levels = [...scheme.levels, ...Object.keys(scheme.aliases)];
  return [
    unknownName(
      pointerTo(pointer, 'level'),
      `${quote(level)} is no level of ${name} (${levels.join(', ')}); write null when the source doesn't say`,
      level,
      levels,
    ),
  ];
}

function checkFact(
  { attribute: name = '', value, atLeast }: StatementShape,
  subject: string,
  pointer: string,
  vocabulary: Vocabulary,
): readonly Finding[] {
  const attribute = attributeOf(vocabulary, name);
  if (attribute === null) {
    const at = pointerTo(pointer, 'attribute');
    return [
      unknownName(at, `${quote(name)} is no attribute of the vocabulary`, name, vocabulary.attributes.keys()),
    ];
  }
  const kind = subject.slice(0, subject.indexOf(':'));
  if (kind !== attribute.subject) {
    return [
      {
        pointer: pointerTo(pointer, 'subject'),
        message: `${name} is stated about ${article(attribute.subject)}, not about ${article(kind)}. Name the right subject.`,
      },
    ];
  }
  const at = pointerTo(pointer, 'value');
  if (value === undefined || value === null) {
    if (atLeast === undefined)
      return [{ pointer: at, message: 'A fact needs a value. Leave an unknown fact out.' }];
    return checkValue(atLeast, attribute, pointerTo(pointer, 'atLeast'));
  }
  if (!isJsonArray(value)) return checkValue(value, attribute, at);
  if (!attribute.many && !attribute.choice && value.length > 1) {
    return [{ pointer: at, message: `${name} has one value, not ${value.length}. State it once.` }];
  }
  return value.flatMap((item, index) => checkValue(item, attribute, pointerTo(at, index)));
}

function checkValue(value: JsonValue, attribute: Attribute, pointer: string): readonly Finding[] {
  const wrong = (expected: string): readonly Finding[] => [
    { pointer, message: `${quote(value)} is no value of ${attribute.id}: ${expected} is expected.` },
  ];
  switch (attribute.type) {
    case 'boolean':
      return typeof value === 'boolean' ? [] : wrong('true or false');
    case 'country':
      return typeof value === 'string' && /^[A-Z]{2}$/.test(value) ? [] : wrong('a country code such as KR');
    case 'level':
      return oneOf(value, attribute.levels, attribute.id, pointer);
    case 'code':
      return attribute.codes.length === 0
        ? typeof value === 'string'
          ? []
          : wrong('a code')
        : oneOf(value, attribute.codes, attribute.id, pointer);
    case 'number':
      return typeof value === 'number' || (isJsonObject(value) && 'unit' in value) ? [] : wrong('a number');
    case 'percent':
      return typeof value === 'number' || (isJsonObject(value) && 'percent' in value)
        ? []
        : wrong('a percent number');
    case 'money':
      return isJsonObject(value) && 'amount' in value ? [] : wrong('{amount, currency}');
    case 'duration':
      return typeof value === 'string' && value.startsWith('P')
        ? []
        : wrong('an ISO 8601 duration such as P12M');
    case 'date':
      return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)
        ? []
        : wrong('a day as YYYY-MM-DD');
    default:
      return typeof value === 'string' ? [] : wrong('the id of an entity');
  }
}

function oneOf(
  value: JsonValue,
  known: readonly string[],
  attribute: string,
  pointer: string,
): readonly Finding[] {
  if (typeof value === 'string' && known.includes(value)) return [];
  const text = typeof value === 'string' ? value : '';
  return [
    unknownName(pointer, `${quote(value)} is no value of ${attribute} (${known.join(', ')})`, text, known),
  ];
}

/** Refuses a name and proposes the nearest known one. */
export function unknownName(pointer: string, what: string, name: string, known: Iterable<string>): Finding {
  const [nearest] = nearestNames(name, known);
  return nearest === undefined
    ? { pointer, message: `${what}. Use a known one or add it first.` }
    : { pointer, message: `${what}. Did you mean ${quote(nearest)}?`, nearest };
}

function article(noun: string): string {
  return `${/^[aeo]/.test(noun) ? 'an' : 'a'} ${noun}`;
}
