import type { Certificate, Fact, Grade, Scalar, Source, Speaker, Statement } from '#domain';
import { isJsonArray, isJsonObject, type JsonValue } from '../../text/json-value.ts';
import type { ProofShape, SourceShape, StatementShape } from '../document-shapes.ts';
import { firstDay, toInterval } from './dates.ts';

/** When Placet learnt something, and through which of its sources. */
export interface Recording {
  readonly from: string;
  readonly to: string | null;
  /** The Placet source whose freshness promise covers it. */
  readonly feed?: string | null;
}

/** What a statement inherits from the document around it. */
export interface StatementContext {
  readonly recorded: Recording;
  /** Proof that the document states once for all its statements. */
  readonly defaults: ProofShape;
  /** Names the document as the source when neither it nor the statement names one. */
  readonly documentTitle: string;
  readonly subject: string;
}

/** Says who speaks, from the publisher of the page that was read. */
export function speakerOf(issuer: string | undefined): Speaker {
  switch (issuer) {
    case 'vendor_publicity':
    case 'vendor_documentation':
    case 'vendor_catalogue':
      return 'self';
    case 'register':
    case 'authority':
    case 'official_filing':
      return 'authority';
    default:
      return 'third_party';
  }
}

/** Reads a source; the feed is the Placet source that delivered the document. */
export function toSource(
  source: SourceShape | null | undefined,
  fallbackTitle: string,
  feed?: string | null,
): Source {
  const covered = source?.feed ?? feed ?? undefined;
  const published = firstDay(source?.published);
  const retrieved = firstDay(source?.retrieved);
  return {
    title: source?.title ?? fallbackTitle,
    ...(source?.url ? { url: source.url } : {}),
    ...(published === null ? {} : { published }),
    ...(retrieved === null ? {} : { retrieved }),
    ...(source?.issuer === undefined ? {} : { issuer: source.issuer }),
    ...(source?.locator === undefined ? {} : { locator: source.locator }),
    ...(covered === undefined ? {} : { feed: covered }),
  };
}

/** Reads a value as documents write it: money keeps its digits as text, percents become numbers. */
export function toScalar(value: JsonValue): Scalar {
  if (isJsonObject(value)) {
    const { amount, currency, number, unit, percent } = value;
    if (isText(currency) && (isText(amount) || typeof amount === 'number'))
      return { amount: `${amount}`, currency };
    if (isText(unit) && typeof number === 'number') return { number, unit };
    if (typeof percent === 'number') return percent;
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  throw new TypeError(`${JSON.stringify(value)} is no value of a fact; its schema should have refused it.`);
}

function isText(value: JsonValue | undefined): value is string {
  return typeof value === 'string';
}

/** Reads a value or a list of values. */
export function toValue(value: JsonValue): Scalar | readonly Scalar[] {
  return isJsonArray(value) ? value.map(toScalar) : toScalar(value);
}

/** Derives the stable id of a statement that names none. */
export function derivedId(subject: string, statement: StatementShape): string {
  const about =
    statement.certificate === undefined ? statement.attribute : `certificate.${statement.certificate}`;
  return `${subject.replace(':', '/')}/${about ?? ''}`;
}

/** The grade a proof has when it states none: a claim. */
const UNPROVEN: Grade = 'claimed';

function toStatement(shape: StatementShape, id: string, context: StatementContext): Statement {
  const { defaults, recorded } = context;
  const source = shape.source ?? defaults.source;
  const since = firstDay(shape.dispute?.since);
  return {
    id,
    subject: shape.subject ?? context.subject,
    grade: shape.grade ?? defaults.grade ?? UNPROVEN,
    by: shape.by ?? (shape.source ? undefined : defaults.by) ?? speakerOf(source?.issuer),
    valid: toInterval(shape.valid, shape.endedAt),
    asOf: firstDay(shape.asOf) ?? firstDay(defaults.asOf),
    recorded: { from: recorded.from, to: recorded.to },
    source: toSource(source, context.documentTitle, recorded.feed),
    confidence: shape.confidence ?? defaults.confidence ?? 'medium',
    ...(shape.dispute === undefined || since === null
      ? {}
      : { dispute: { id: shape.dispute.id, status: shape.dispute.status, since } }),
  };
}

/** Reads a fact; single values are always complete, lists only when they say so. */
export function toFact(shape: StatementShape, id: string, context: StatementContext): Fact {
  const isBound = shape.value === undefined || shape.value === null;
  const value = isBound ? (shape.atLeast ?? '') : toValue(shape.value);
  return {
    ...toStatement(shape, id, context),
    kind: 'fact',
    attribute: shape.attribute ?? '',
    value,
    complete: Array.isArray(value) ? (shape.complete ?? false) : true,
    ...(isBound || shape.lowerBound === true ? { lowerBound: true } : {}),
  };
}

/** Reads a certificate. */
export function toCertificate(shape: StatementShape, id: string, context: StatementContext): Certificate {
  return {
    ...toStatement(shape, id, context),
    kind: 'certificate',
    scheme: shape.certificate ?? '',
    level: shape.level ?? null,
    dimension: shape.dimension ?? {},
    status: shape.status ?? 'held',
    scope: {
      text: shape.scope?.text ?? null,
      offerings: shape.scope?.offerings ?? [],
      services: shape.scope?.services ?? [],
      complete: shape.scope?.complete ?? false,
    },
    registerId: shape.registerId ?? null,
    issued: firstDay(shape.issued),
    lastSurveillance: firstDay(shape.lastSurveillance),
  };
}

/** Reads all statements of a document, giving ids to those without; equal derived ids are numbered in order. */
export function toStatements(
  shapes: readonly StatementShape[],
  context: StatementContext,
): readonly (Fact | Certificate)[] {
  const used = new Map<string, number>();
  for (const { id } of shapes) if (id !== undefined) used.set(id, 1);
  return shapes.map((shape) => {
    const id = shape.id ?? nextId(derivedId(shape.subject ?? context.subject, shape), used);
    return shape.certificate === undefined ? toFact(shape, id, context) : toCertificate(shape, id, context);
  });
}

function nextId(derived: string, used: Map<string, number>): string {
  const count = (used.get(derived) ?? 0) + 1;
  used.set(derived, count);
  return count === 1 ? derived : `${derived}#${count}`;
}
