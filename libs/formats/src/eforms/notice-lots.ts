import type { Deadline, Eligibility, Lot, NoticeStatus } from '#domain';
import type { ReadingNotes } from '../notice/reading-notes.ts';
import { elementAt, elementsAt, textAtPath, xpathOf, type XmlElement } from '../xml/xml-element.ts';
import {
  codesAt,
  extended,
  flag,
  localText,
  readAmount,
  readCodes,
  readPeriodEnd,
  readPlaces,
} from './notice-fields.ts';

const PROJECT = 'ProcurementProject';
const TERMS = 'TenderingTerms';
const PROCESS = 'TenderingProcess';
const EXECUTION = 'ContractExecutionRequirement/ExecutionRequirementCode';

/** The elements of lots, or of the parts that planning notices have instead; groups of lots are neither. */
export function lotElements(root: XmlElement): XmlElement[] {
  return elementsAt(root, 'ProcurementProjectLot').filter((lot) =>
    ['Lot', 'Part'].includes(elementAt(lot, 'ID')?.attributes.get('schemeName') ?? ''),
  );
}

/** Reads each lot with its own clauses: what one lot asks for says nothing of the others. */
export function readLots(
  root: XmlElement,
  country: string | undefined,
  statuses: ReadonlyMap<string, NoticeStatus>,
  notes: ReadingNotes,
): Lot[] {
  return lotElements(root).flatMap((lot) => {
    const id = textAtPath(lot, 'ID');
    if (id === undefined) return [];
    notes.from('lots', xpathOf(lot));
    const field = `lots[${id}]`;
    const project = elementAt(lot, PROJECT);
    const title = localText(project, 'Name');
    const description = localText(project, 'Description');
    const classification = readCodes(project, `${field}.classification`, notes);
    const performance = readPlaces(project);
    const value = readValue(project, field, notes);
    const deadline = readLotDeadline(lot, country, field, notes);
    const eligibility = readEligibility(lot, field, notes);
    const status = statuses.get(id);
    return [
      {
        id,
        ...(title === undefined ? {} : { title }),
        ...(description === undefined ? {} : { description }),
        ...(classification.all.length === 0 ? {} : { classification }),
        ...(performance.length === 0 ? {} : { performance }),
        ...(value === undefined ? {} : { value }),
        ...(deadline === undefined ? {} : { deadline }),
        ...(eligibility === undefined ? {} : { eligibility }),
        ...(status === undefined ? {} : { status }),
      },
    ];
  });
}

/** Reads the estimate (BT-27), or else the maximum of a framework agreement (BT-271), of a procedure or lot. */
export function readValue(project: XmlElement | undefined, field: string, notes: ReadingNotes) {
  const total = elementAt(project, 'RequestedTenderTotal');
  const estimate = elementAt(total, 'EstimatedOverallContractAmount');
  const path = field === '' ? 'value' : `${field}.value`;
  return (
    readAmount(estimate, 'estimated', path, 'est-val', notes) ??
    readAmount(extended(total, 'FrameworkMaximumAmount')[0], 'frameworkMaximum', path, 'max-val', notes)
  );
}

/** The first stage that suppliers must meet: tenders, else requests to take part, else expressions of interest. */
function readLotDeadline(
  lot: XmlElement,
  country: string | undefined,
  field: string,
  notes: ReadingNotes,
): Deadline | undefined {
  const process = elementAt(lot, PROCESS);
  const periods: readonly (readonly [XmlElement | undefined, Deadline['kind']])[] = [
    [elementAt(process, 'TenderSubmissionDeadlinePeriod'), 'tenders'],
    [elementAt(process, 'ParticipationRequestReceptionPeriod'), 'requests'],
    [extended(process, 'InterestExpressionReceptionPeriod')[0], 'interest'],
  ];
  for (const [period, kind] of periods) {
    const deadline = readPeriodEnd(period, kind, country, `${field}.deadline`, notes);
    if (deadline !== undefined) return deadline;
  }
  return undefined;
}

/** Reads who may take part in a lot. An absent clause is unknown; only `none` and `false` are answers. */
function readEligibility(lot: XmlElement, field: string, notes: ReadingNotes): Eligibility | undefined {
  const terms = elementAt(lot, TERMS);
  if (terms === undefined) return undefined;
  const clearance = elementAt(terms, 'SecurityClearanceTerm');
  const required = codesAt(clearance, 'Code', 'required')[0];
  const clearanceText = localText(clearance, 'Description');
  const clearanceBy = textAtPath(terms, 'LatestSecurityClearanceDate');
  const subsidies = codesAt(terms, EXECUTION, 'fsr')[0];
  const instruments = extended(terms, 'StrategicProcurement/ApplicableLegalBasis').filter(
    (basis) => basis.attributes.get('listName') === 'ipi-scope' && basis.text !== '',
  );
  const reserved = codesAt(
    terms,
    'TendererQualificationRequest/SpecificTendererRequirement/TendererRequirementTypeCode',
    'reserved-procurement',
  );
  const reservedExecution = codesAt(terms, EXECUTION, 'reserved-execution')[0];
  const nda = codesAt(terms, EXECUTION, 'nda')[0];
  const origins = elementsAt(terms, 'Origin/AreaCode').map((area) => area.text);
  const note = (name: string, element: XmlElement | undefined) => {
    if (element !== undefined) notes.from(`${field}.eligibility.${name}`, xpathOf(element));
  };
  note('securityClearance', required);
  note('foreignSubsidies', subsidies);
  note('internationalInstrument', instruments[0]);
  note('reserved', reserved[0]);
  const bases = instruments
    .map((basis) => basis.text)
    .filter((text) => !['true', 'false', 'none'].includes(text));
  const execution = { yes: true, no: false }[reservedExecution?.text ?? ''];
  const members = {
    securityClearance: flag(required?.text),
    securityClearanceText: clearanceText,
    securityClearanceBy: clearanceBy?.slice(0, 10),
    foreignSubsidies: flag(subsidies?.text),
    internationalInstrument:
      instruments.length === 0
        ? undefined
        : instruments.some((basis) => !['false', 'none'].includes(basis.text)),
    internationalInstrumentBases: bases.length === 0 ? undefined : bases,
    reserved:
      reserved.length === 0 ? undefined : reserved.map((code) => code.text).filter((code) => code !== 'none'),
    reservedExecution: execution,
    nda: flag(nda?.text),
    origins: origins.length === 0 ? undefined : origins,
  };
  const stated = Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
  return Object.keys(stated).length === 0 ? undefined : stated;
}
