import type {
  Deadline,
  Lot,
  Money,
  NoticeDocument,
  NoticeValue,
  NoticeVersion,
  Procedure,
  Relation,
} from '#domain';
import type { JsonObject } from '../json/json-value.ts';
import { ReadingNotes } from '../notice/reading-notes.ts';
import { addDecimals, isPositive } from '../notice/decimal.ts';
import { readDeadline, type DeadlineClock } from '../notice/deadline.ts';
import { parseInstant } from '../notice/instant.ts';
import type { OcdsContext } from './ocds-context.ts';
import { readIdentity, type BrokenRelease } from './release-identity.ts';
import {
  flagAt,
  localTextAt,
  objectAt,
  objectsAt,
  textAt,
  textsAt,
  valueAt,
  type Located,
} from './release-fields.ts';
import { readClassification, readEligibility, readLots, readPlaces } from './release-lots.ts';
import { readBuyers, readSuppliers } from './release-parties.ts';
import { kindOf, statusOf } from './release-stage.ts';

/** A release as a notice, or the rule it breaks and why. */
export type ReadRelease = { readonly notice: NoticeVersion } | BrokenRelease;

/**
 * Maps a release (or compiled release) of OCDS 1.0 or 1.1 to a notice version. What it doesn't say stays absent; what
 * it says strangely is read as far as it goes and told in the warnings. Provenance is relative to the release.
 */
export function noticeFromRelease(
  release: JsonObject,
  context: OcdsContext,
  schemaVersion?: string,
): ReadRelease {
  const identity = readIdentity(release, context);
  if ('rule' in identity) return identity;
  const { ocid, id, date, version } = identity;
  const notes = new ReadingNotes();
  const root: Located = { object: release, pointer: '' };
  const tender = objectAt(root, 'tender');
  const tags = textsAt(release, 'tag');
  const kind = kindOf(root, tags, notes);
  const language = readLanguage(release, notes);
  const buyers = readBuyers(root, ocid, context, notes);
  const market = buyers.find((buyer) => buyer.country !== undefined)?.country;
  const clock: DeadlineClock = {
    ...(context.zone === undefined ? {} : { zone: context.zone }),
    ...(market === undefined ? {} : { country: market }),
  };
  if (date.assumedZone !== undefined)
    notes.warn('published', `The date of the release has no offset; it is read in ${date.assumedZone}.`);
  const title = localTextAt(tender, 'title', language);
  const description = localTextAt(tender, 'description', language);
  if (title !== undefined) notes.from('title', '/tender/title');
  else notes.warn('title', 'The release has no title.');
  if (description !== undefined) notes.from('description', '/tender/description');
  const value = readValue(tender, objectAt(root, 'planning'), notes);
  const awarded = readAwarded(root, notes);
  const lots = readLots(tender, language, clock, notes);
  const deadline = readTenderDeadline(tender, lots, clock, notes);
  const items = objectsAt(tender, 'items');
  const parts = tender === undefined ? [] : [tender, ...items];
  const awardItems = objectsAt(root, 'awards').flatMap((award) => objectsAt(award, 'items'));
  const eligibility = readEligibility(tender);
  const procedure = readProcedure(tender, notes);
  const number = objectsAt(tender, 'documents')
    .filter((document) => textAt(document.object, 'documentType') === 'tenderNotice')
    .flatMap((document) => textAt(document.object, 'noticeIdentifier') ?? [])[0];
  return {
    notice: {
      source: context.source,
      key: ocid,
      process: ocid,
      version,
      nativeVersion: id,
      ...(number === undefined ? {} : { publicationNumber: number }),
      kind,
      ...statusOf(root, tender, kind, tags, notes),
      ...(schemaVersion === undefined ? {} : { schemaVersion }),
      ...(title === undefined ? {} : { title }),
      ...(description === undefined ? {} : { description }),
      languages: language === 'und' ? [] : [language],
      buyers,
      ...(market === undefined ? {} : { market }),
      performance: readPlaces(parts),
      classification: readClassification(
        parts.length > 0 ? [...parts, ...awardItems] : awardItems,
        'classification',
        notes,
      ),
      ...(value === undefined ? {} : { value }),
      ...(awarded === undefined ? {} : { awarded }),
      published: date.instant,
      ...(deadline === undefined ? {} : { deadline }),
      lots,
      ...(eligibility === undefined ? {} : { eligibility }),
      ...(procedure === undefined ? {} : { procedure }),
      relations: readRelations(root, tender),
      suppliers: readSuppliers(root, notes),
      documents: readDocuments(root),
      warnings: notes.warnings,
      provenance: notes.provenance,
    },
  };
}

/** The language of texts as a BCP 47 tag; publishers print names of languages too. */
function readLanguage(release: JsonObject, notes: ReadingNotes): string {
  const printed = textAt(release, 'language');
  if (printed === undefined) return 'und';
  notes.from('languages', '/language');
  const tag = printed.replaceAll('_', '-').toLowerCase();
  if (/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/.test(tag)) return tag;
  const named = { english: 'en', french: 'fr', spanish: 'es', español: 'es', portuguese: 'pt' }[tag];
  if (named === undefined) notes.warn('languages', `${JSON.stringify(printed)} is no language code.`);
  return named ?? 'und';
}

/** The deadline of the tender; where only lots have one, the first of theirs. Contradictions are told. */
function readTenderDeadline(
  tender: Located | undefined,
  lots: readonly Lot[],
  clock: DeadlineClock,
  notes: ReadingNotes,
): Deadline | undefined {
  const period = objectAt(tender, 'tenderPeriod');
  const printed = period === undefined ? undefined : textAt(period.object, 'endDate');
  const ofLots = lots
    .flatMap((lot) => lot.deadline ?? [])
    .toSorted((a, b) => (a.instant < b.instant ? -1 : 1));
  if (period === undefined || printed === undefined) return ofLots[0];
  const deadline = readDeadline(printed, 'tenders', clock);
  if (deadline === undefined) {
    notes.warn('deadline', `${JSON.stringify(printed)} is no date.`);
    return ofLots[0];
  }
  notes.from('deadline', `${period.pointer}/endDate`);
  if (deadline.warning !== undefined) notes.warn('deadline', deadline.warning);
  const start = parseInstant(textAt(period.object, 'startDate') ?? '', clock.zone);
  if (start !== undefined && Date.parse(start.instant) > Date.parse(deadline.instant))
    notes.warn('deadline', 'The period for tenders ends before it starts.');
  const enquiries = objectAt(tender, 'enquiryPeriod');
  const questions = parseInstant(
    enquiries === undefined ? '' : (textAt(enquiries.object, 'endDate') ?? ''),
    clock.zone,
  );
  if (questions !== undefined && Date.parse(questions.instant) > Date.parse(deadline.instant))
    notes.warn('deadline', 'Questions may be asked after the deadline for tenders.');
  if (ofLots.some((lot) => lot.instant !== deadline.instant))
    notes.warn('deadline', 'Lots have another deadline than the tender.');
  return deadline;
}

/** The value of the tender, or else the budget that was planned for it. */
function readValue(
  tender: Located | undefined,
  planning: Located | undefined,
  notes: ReadingNotes,
): NoticeValue | undefined {
  const value = valueAt(tender, 'value', 'estimated', 'value', notes);
  if (value !== undefined) return value;
  const budget = valueAt(objectAt(planning, 'budget'), 'amount', 'estimated', 'value', notes);
  if (budget !== undefined) notes.warn('value', 'The tender states no value; the planned budget is taken.');
  return budget;
}

/** The sum of what was awarded, if all awards are in one currency and state an amount. */
function readAwarded(root: Located, notes: ReadingNotes): Money | undefined {
  const standing = objectsAt(root, 'awards').filter(
    (award) => !['cancelled', 'unsuccessful', 'pending'].includes(textAt(award.object, 'status') ?? ''),
  );
  const values = standing.flatMap((award) => valueAt(award, 'value', 'awarded', 'awarded', notes) ?? []);
  // A zero among awards is "not stated", which makes every sum wrong.
  const stated = values.filter((value) => isPositive(value.amount ?? ''));
  const currencies = new Set(stated.map((value) => value.currency));
  const [currency] = currencies;
  if (stated.length === 0 || currency === undefined) return undefined;
  if (currencies.size > 1) {
    notes.warn('awarded', 'Awards are in several currencies, so they have no sum.');
    return undefined;
  }
  if (stated.length < standing.length)
    notes.warn('awarded', 'Not every award states its value; the sum is a lower bound.');
  return { amount: addDecimals(stated.flatMap((value) => value.amount ?? [])), currency };
}

function readProcedure(tender: Located | undefined, notes: ReadingNotes): Procedure | undefined {
  if (tender === undefined) return undefined;
  const type = textAt(tender.object, 'procurementMethod');
  const techniques = objectAt(tender, 'techniques');
  const framework = techniques === undefined ? undefined : flagAt(techniques.object, 'hasFrameworkAgreement');
  const dynamic =
    techniques === undefined ? undefined : flagAt(techniques.object, 'hasDynamicPurchasingSystem');
  if (type !== undefined) notes.from('procedure.type', `${tender.pointer}/procurementMethod`);
  if (type === undefined && framework === undefined && dynamic === undefined) return undefined;
  return {
    ...(type === undefined ? {} : { type }),
    ...(framework === undefined ? {} : { framework }),
    ...(dynamic === undefined ? {} : { dynamic }),
  };
}

function readRelations(root: Located, tender: Located | undefined): Relation[] {
  const relations = new Map<string, Relation>();
  for (const related of [...objectsAt(root, 'relatedProcesses'), ...objectsAt(tender, 'relatedProcesses')]) {
    const ref = textAt(related.object, 'identifier') ?? textAt(related.object, 'uri');
    if (ref === undefined) continue;
    const type = textsAt(related.object, 'relationship').includes('framework') ? 'framework' : 'follows';
    relations.set(`${type} ${ref}`, { type, ref });
  }
  for (const amendment of [...objectsAt(tender, 'amendments'), objectAt(tender, 'amendment')]) {
    const ref = amendment === undefined ? undefined : textAt(amendment.object, 'amendsReleaseID');
    if (ref !== undefined) relations.set(`changes ${ref}`, { type: 'changes', ref });
  }
  return [...relations.values()];
}

function readDocuments(root: Located): NoticeDocument[] {
  const holders = [
    objectAt(root, 'planning'),
    objectAt(root, 'tender'),
    ...objectsAt(root, 'awards'),
    ...objectsAt(root, 'contracts'),
  ];
  return holders.flatMap((holder) =>
    objectsAt(holder, 'documents').map(({ object }) => {
      const texts = {
        id: textAt(object, 'id'),
        title: textAt(object, 'title') ?? textAt(object, 'description'),
        type: textAt(object, 'documentType'),
        url: textAt(object, 'url'),
        language: textAt(object, 'language'),
        format: textAt(object, 'format'),
        published: parseInstant(textAt(object, 'datePublished') ?? '')?.instant,
      };
      return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined));
    }),
  );
}
