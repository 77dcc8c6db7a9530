import type { Scalar } from '../model/evidence.ts';
import type { Need } from '../model/need.ts';
import { buyerKindOf } from './buyer-kinds.ts';
import type { Lot, NoticeValue, NoticeVersion, SchemeCode } from './notice.ts';
import { clausesOf, type NoticeClause } from './notice-clauses.ts';

/** Where a part of a need comes from. */
export interface NeedSource {
  /** Path of the need. */
  readonly path: string;
  readonly value: Scalar | readonly Scalar[];
  /** Field of the notice. */
  readonly field: string;
  /** Place in the source's document, where it is known. */
  readonly place?: string;
  /** How the field was read, in a sentence. */
  readonly because: string;
}

/** What a notice asks for, in the words of questions. */
export interface NoticeNeed {
  /** The market whose regimes apply; `null` when the notice doesn't say where the buyer is. */
  readonly market: string | null;
  /** The lot that was asked about. */
  readonly lot: string | null;
  readonly need: Need;
  /** One entry for each path of the need. */
  readonly sources: readonly NeedSource[];
  /** The notice's own clauses, and what became of each. */
  readonly clauses: readonly NoticeClause[];
}

const MONEY = /^\d{1,18}(\.\d{1,4})?$/;
/** Amounts that sources print where they have none. */
const PLACEHOLDERS = new Set(['0', '1']);
const DEFENCE_FORMS = /^(?:F1[6-9]|CONTRACT(?:_AWARD)?_DEFENCE|PRIOR_INFORMATION_DEFENCE)/;
const DEFENCE_CODES = ['353', '354', '355', '356', '357'];
const SERVICES: Readonly<Record<string, string>> = { '72317': 'IaaS', '7291': 'IaaS', '72416': 'SaaS' };
const SOLE_SUPPLIER = new Set(['neg-wo-call', 'direct', 'T', 'A', 'V']);

/**
 * Reads the need that a notice states: buyer, value, codes, place, procedure and clauses, each with its source. What
 * the notice leaves open stays unstated, so that the market's default need fills it visibly. With a lot, its own value,
 * codes, place and clauses count before those of the whole procedure.
 */
export function needOfNotice(notice: NoticeVersion, lotId?: string): NoticeNeed {
  const lot = lotId === undefined ? undefined : notice.lots.find(({ id }) => id === lotId);
  const sources: NeedSource[] = [];
  const add = (
    path: string,
    value: Scalar | readonly Scalar[] | undefined,
    field: string,
    because: string,
  ): void => {
    if (value === undefined || (Array.isArray(value) && value.length === 0)) return;
    const place = notice.provenance[field];
    sources.push({ path, value, field, ...(place === undefined ? {} : { place }), because });
  };

  const kinds = notice.buyers.flatMap(({ kind, country }) =>
    kind === undefined ? [] : (buyerKindOf(kind, country) ?? []),
  );
  const codes = notice.buyers.flatMap(({ kind }) => kind ?? []).join(', ');
  add('buyer.kind', [...new Set(kinds)], 'buyers', `The buyer is of kind ${codes}.`);

  const value = valueOf(notice, lot);
  if (value) add('contract.value', value.money, value.field, value.because);

  const main = (lot?.classification ?? notice.classification).main ?? notice.classification.all[0];
  const service = cpvEntry(main, SERVICES);
  if (main && service) {
    const because = `The main code is ${main.scheme} ${main.code}.`;
    add('workload.service', service, 'classification', because);
    add('workload.services', [service], 'classification', because);
  }
  const special = specialKinds(notice, main);
  add('contract.kind', special.kinds, special.field, special.because);

  const places = [...(lot?.performance ?? notice.performance)];
  if (lot === undefined) places.push(...notice.lots.flatMap(({ performance }) => performance ?? []));
  const countries = [...new Set(places.flatMap(({ country }) => country ?? []))].toSorted();
  add('contract.performedIn', countries, 'performance', `The work is done in ${countries.join(', ')}.`);

  const type = notice.procedure?.type;
  if (type !== undefined && SOLE_SUPPLIER.has(type))
    add('contract.procedure', 'sole_supplier', 'procedure.type', `The procedure is "${type}".`);
  else if (type === 'open') add('contract.procedure', 'open', 'procedure.type', 'The procedure is open.');

  const clauses = clausesOf(notice, lot);
  const clearance = clauses.find(({ id, outcome }) => id === 'security-clearance' && outcome === 'gate');
  if (clearance)
    add(
      'workload.classified',
      true,
      clearance.field,
      'A security clearance is asked for, which staff need only for classified information.',
    );

  return {
    market: notice.market ?? null,
    lot: lot?.id ?? null,
    need: Object.fromEntries(sources.map((source) => [source.path, source.value])),
    sources,
    clauses,
  };
}

interface StatedValue {
  readonly money: { readonly amount: string; readonly currency: string };
  readonly field: string;
  readonly because: string;
}

function valueOf(notice: NoticeVersion, lot: Lot | undefined): StatedValue | null {
  if (lot) return stated(lot.value, `lots[${lot.id}].value`);
  const whole = stated(notice.value, 'value');
  if (whole) return whole;
  const parts = notice.lots.map(({ id, value }) => stated(value, `lots[${id}].value`)?.money);
  const [first] = parts;
  if (first === undefined || parts.some((part) => part?.currency !== first.currency)) return null;
  const amount = parts.reduce((total, part) => total + tenThousandths(part?.amount ?? '0'), 0n);
  return {
    money: { amount: decimal(amount), currency: first.currency },
    field: 'lots.value',
    because: `The values of ${parts.length} lots together.`,
  };
}

/** A value that can be compared: withheld, missing and placeholder amounts can't. */
function stated(value: NoticeValue | undefined, field: string): StatedValue | null {
  const { amount, currency, kind, withheldUntil } = value ?? {};
  if (amount === undefined || currency === undefined || withheldUntil !== undefined) return null;
  if (!MONEY.test(amount) || PLACEHOLDERS.has(decimal(tenThousandths(amount)))) return null;
  const because =
    kind === 'frameworkMaximum'
      ? 'The most that may be called off.'
      : kind === 'awarded'
        ? 'The value awarded.'
        : 'The estimated value.';
  return { money: { amount, currency }, field, because };
}

function tenThousandths(amount: string): bigint {
  const [whole = '0', fraction = ''] = amount.split('.');
  return BigInt(whole) * 10_000n + BigInt(fraction.padEnd(4, '0'));
}

function decimal(value: bigint): string {
  const fraction = (value % 10_000n).toString().padStart(4, '0').replace(/0+$/, '');
  return `${value / 10_000n}${fraction === '' ? '' : `.${fraction}`}`;
}

function cpvEntry(
  code: SchemeCode | undefined,
  entries: Readonly<Record<string, string>>,
): string | undefined {
  if (code?.scheme !== 'CPV') return undefined;
  const prefix = Object.keys(entries).find((one) => code.code.startsWith(one));
  return prefix === undefined ? undefined : entries[prefix];
}

function specialKinds(
  { formType }: NoticeVersion,
  main: SchemeCode | undefined,
): { kinds: readonly string[]; field: string; because: string } {
  if (formType !== undefined && DEFENCE_FORMS.test(formType))
    return { kinds: ['defence'], field: 'formType', because: `It is published on form ${formType}.` };
  const code = main?.scheme === 'CPV' ? main.code : '';
  const kinds = DEFENCE_CODES.some((prefix) => code.startsWith(prefix))
    ? ['defence']
    : code.startsWith('45')
      ? ['construction']
      : [];
  return { kinds, field: 'classification', because: `The main code is CPV ${code}.` };
}
