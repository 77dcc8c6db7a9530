import {
  CONFIDENCES,
  type Certificate,
  type Confidence,
  type Day,
  type Fact,
  type Grade,
  type Register,
} from '#domain';
import type { JsonObject } from '../../text/json-value.ts';
import { shapeOf, type ProofShape, type RegisterEntryShape, type RegisterShape } from '../document-shapes.ts';
import { firstDay } from './dates.ts';
import {
  speakerOf,
  toCertificate,
  toFact,
  toSource,
  type Recording,
  type StatementContext,
} from './evidence.ts';
import { countries } from './offering-facts.ts';

/** How long a reading of a register closes the world when neither it nor its scheme says so. */
export const DEFAULT_FRESH_FOR = 'P90D';

/** Everything that one reading of a register or region catalogue states. */
export interface RegisterReading {
  readonly id: string;
  /** The day it speaks of; `null` when it doesn't say. */
  readonly asOf: Day | null;
  /** Everything there was to list is listed. */
  readonly complete: boolean;
  /** `null` for region catalogues, which close no scheme's world. */
  readonly register: Register | null;
  /** Whether the document itself states `freshFor`; otherwise the scheme may. */
  readonly statesFreshFor: boolean;
  readonly certificates: readonly Certificate[];
  /** Regions by offering, from region catalogues. */
  readonly facts: readonly Fact[];
  readonly checkedVendors: readonly string[];
  /** Entries whose holder is no known vendor: counted, but they state nothing. */
  readonly unmatched: number;
}

/** Reads a register document. */
export function toRegister(document: JsonObject, recorded: Recording): RegisterReading {
  const shape = shapeOf<RegisterShape>(document);
  const entries = shape.entries ?? [];
  const isCatalogue = shape.kind === 'region_catalogue';
  const context: StatementContext = {
    recorded,
    defaults: proofOfReading(shape),
    documentTitle: shape.name ?? shape.title ?? shape.source?.title ?? `register ${shape.id}`,
    subject: '',
  };
  const checkedVendors = isCatalogue ? [] : lookedFor(shape);
  return {
    id: shape.id,
    asOf: firstDay(shape.asOf),
    complete: isComplete(shape),
    register: isCatalogue || !shape.scheme ? null : registerOf(shape, context, checkedVendors),
    statesFreshFor: shape.freshFor !== undefined,
    certificates: isCatalogue ? [] : certificatesOf(shape, context),
    facts: isCatalogue ? regionFacts(shape, context) : [],
    checkedVendors,
    unmatched: entries.filter((entry) => subjectOf(entry) === null).length,
  };
}

function isComplete({ completeness, closesWorld }: RegisterShape): boolean {
  return completeness === 'complete' && closesWorld !== false;
}

function isReadFromAuthority({ readFrom }: RegisterShape): boolean {
  return readFrom === 'issuer' || readFrom === 'authority';
}

/** The grade of a reading: only the authority's own publication counts as registered. */
function readingGrade(shape: RegisterShape): Grade {
  if (shape.kind === 'region_catalogue')
    return shape.grade ?? (isReadFromAuthority(shape) ? 'documented' : 'claimed');
  if (isReadFromAuthority(shape)) return shape.grade ?? 'registered';
  return notRegistered(shape.grade ?? (shape.readFrom === 'mirror' ? 'documented' : 'claimed'));
}

function notRegistered(grade: Grade): Grade {
  return grade === 'registered' ? 'documented' : grade;
}

function proofOfReading(shape: RegisterShape): ProofShape {
  return {
    grade: readingGrade(shape),
    ...(shape.by === undefined ? {} : { by: shape.by }),
    confidence: shape.confidence ?? 'high',
    asOf: shape.asOf ?? null,
    source: shape.source ?? null,
  };
}

function registerOf(
  shape: RegisterShape,
  context: StatementContext,
  checkedVendors: readonly string[],
): Register {
  return {
    id: shape.id,
    scheme: shape.scheme ?? '',
    name: context.documentTitle,
    ...(shape.localNames === undefined ? {} : { localNames: shape.localNames }),
    complete: isComplete(shape),
    readFromAuthority: isReadFromAuthority(shape),
    grade: readingGrade(shape),
    asOf: firstDay(shape.asOf),
    freshFor: shape.freshFor ?? DEFAULT_FRESH_FOR,
    source: toSource(shape.source, context.documentTitle, context.recorded.feed),
    recordedFrom: context.recorded.from,
    checkedVendors,
  };
}

/**
 * Vendors whose presence or absence this reading settles: those looked for and not listed, and those matched to an
 * entry. An unclear entry or an unsure match settles nothing, so absence stays unknown there.
 */
function lookedFor(shape: RegisterShape): readonly string[] {
  const absent = (shape.absences ?? []).flatMap(({ vendor, listed }) => (listed === false ? [vendor] : []));
  const matched = (shape.entries ?? []).filter(({ vendor }) => vendor);
  const unsure = new Set(
    matched
      .filter((entry) => entry.status === 'unclear' || entryConfidence(entry) === 'low')
      .map(({ vendor }) => vendor),
  );
  const settled = matched.flatMap(({ vendor }) => (vendor && !unsure.has(vendor) ? [vendor] : []));
  return [...new Set([...absent.filter((vendor) => !unsure.has(vendor)), ...settled])].toSorted();
}

function subjectOf({ offering, vendor }: RegisterEntryShape): string | null {
  if (offering) return `offering:${offering}`;
  return vendor ? `provider:${vendor}` : null;
}

/** An entry is as sure as its weakest part: the reading of it and the match of its holder. */
function entryConfidence(entry: RegisterEntryShape): Confidence {
  const read = CONFIDENCES.indexOf(entry.confidence ?? 'high');
  const matched = CONFIDENCES.indexOf(entry.match?.confidence ?? 'high');
  return CONFIDENCES[Math.min(read, matched)] ?? 'low';
}

function certificatesOf(shape: RegisterShape, context: StatementContext): readonly Certificate[] {
  const used = new Map<string, number>();
  return (shape.entries ?? []).flatMap((entry) => {
    const subject = subjectOf(entry);
    const scheme = entry.scheme ?? shape.scheme;
    const status = entry.status ?? 'held';
    // Stages of a process (ready, in process) are no certificate.
    if (subject === null || !scheme || status === 'ready' || status === 'in_process' || status === 'unclear')
      return [];
    const name = `register/${shape.id}/${entry.registerId ?? subject.replace(':', '/')}/${scheme}`;
    const count = (used.get(name) ?? 0) + 1;
    used.set(name, count);
    const grade = entry.grade ?? context.defaults.grade ?? 'claimed';
    const certificate = toCertificate(
      {
        ...proofOfEntry(entry),
        grade: isReadFromAuthority(shape) && !isQuotedElsewhere(entry) ? grade : notRegistered(grade),
        confidence: entryConfidence(entry),
        subject,
        certificate: scheme,
        level: entry.level ?? null,
        dimension: entry.dimension ?? {},
        status,
        registerId: entry.registerId ?? null,
        valid: { from: entry.from ?? null, to: entry.to ?? null },
        endedAt: entry.endedAt ?? null,
        issued: entry.issued ?? null,
        lastSurveillance: entry.lastSurveillance ?? null,
        scope: entry.scope ?? {
          text: entry.service ?? null,
          offerings: entry.offering ? [entry.offering] : [],
          services: entry.models ?? [],
          complete: false,
        },
      },
      count === 1 ? name : `${name}#${count}`,
      context,
    );
    return [certificate];
  });
}

/** Whether an entry names a source of its own that isn't the authority's. */
function isQuotedElsewhere({ source }: RegisterEntryShape): boolean {
  return source !== null && source !== undefined && speakerOf(source.issuer) !== 'authority';
}

function proofOfEntry({ by, asOf, source }: RegisterEntryShape): ProofShape {
  return { ...(by === undefined ? {} : { by }), asOf: asOf ?? null, source: source ?? null };
}

/** Regions by offering; the list is complete when the catalogue is and every region's country is known. */
function regionFacts(shape: RegisterShape, context: StatementContext): readonly Fact[] {
  const byOffering = new Map<string, RegisterEntryShape[]>();
  for (const entry of shape.entries ?? []) {
    if (!entry.offering) continue;
    byOffering.set(entry.offering, [...(byOffering.get(entry.offering) ?? []), entry]);
  }
  return [...byOffering].map(([offering, entries]) => {
    const subject = `offering:${offering}`;
    const said = { subject, attribute: 'offering.regions', ...countries(entries, isComplete(shape)) };
    return toFact(said, `register/${shape.id}/${offering}/offering.regions`, context);
  });
}
