import {
  type DefaultNeed,
  isDay,
  type Market,
  type Need,
  nearestNames,
  type NeedPath,
  type Scalar,
  UNKNOWNS_POLICIES,
  type UnknownsPolicy,
  type World,
} from '#domain';
import { InvalidInput, NotFound } from '../errors.ts';

/** A question as a person or program states it; everything left out has a named default. */
export interface StatedQuestion {
  readonly market: string;
  /** Which default need the stated parts are laid over. */
  readonly base?: DefaultNeed;
  /** A need that was read from a notice: laid over the base, under everything stated. */
  readonly given?: Need;
  readonly need?: Readonly<Record<string, unknown>>;
  readonly buyerKind?: readonly string[];
  readonly sector?: readonly string[];
  readonly workload?: string;
  readonly dataClass?: string;
  readonly contractValue?: string;
  readonly regions?: readonly string[];
  readonly asOf?: string;
  readonly unknowns?: string;
}

/** The question that is answered, with what was assumed. */
export interface Question {
  readonly market: Market;
  readonly need: Need;
  readonly base: DefaultNeed;
  readonly asOf: string;
  readonly unknowns: UnknownsPolicy;
}

type Fault = InvalidInput['errors'][number];

/** Completes and checks a question against what this world knows; every fault points at its parameter. */
export function completeQuestion(world: World, stated: StatedQuestion, today: string): Question {
  const market = findMarket(world, stated.market);
  const faults: Fault[] = [];
  const base = stated.base ?? baseFor(stated.buyerKind ?? kindsIn(stated.given));
  const need: Record<string, Scalar | readonly Scalar[]> = { ...market.needs[base], ...stated.given };
  const put = (parameter: string, path: string, value: unknown): void => {
    const checked = checkNeedValue(world, path, value);
    if ('fault' in checked) faults.push({ parameter, ...checked.fault });
    else need[path] = checked.value;
  };
  if (stated.buyerKind) put('buyerKind', 'buyer.kind', stated.buyerKind);
  if (stated.sector) put('sector', 'buyer.sector', stated.sector);
  if (stated.workload !== undefined) {
    const special = world.vocabulary.needs.get('workload.kinds');
    if (special?.codes.includes(stated.workload)) put('workload', special.id, [stated.workload]);
    else {
      put('workload', 'workload.service', stated.workload);
      if (faults.length === 0) put('workload', 'workload.services', [stated.workload]);
    }
  }
  if (stated.regions) put('regions', 'deployment', stated.regions);
  if (stated.contractValue !== undefined) {
    const money = readMoney(stated.contractValue, market.currency);
    if (money) put('contractValue', 'contract.value', money);
    else
      faults.push({
        parameter: 'contractValue',
        detail: `"${stated.contractValue}" is no amount. Write 1000000 (in ${market.currency}) or 1000000 EUR.`,
      });
  }
  if (stated.dataClass !== undefined) faults.push(...putDataClass(world, market, stated.dataClass, need));
  for (const [path, value] of Object.entries(stated.need ?? {})) {
    const checked = checkNeedValue(world, path, value);
    if ('fault' in checked)
      faults.push({
        pointer: `/needs/${path.replaceAll('~', '~0').replaceAll('/', '~1')}`,
        ...checked.fault,
      });
    else need[path] = checked.value;
  }
  const asOf = stated.asOf ?? today;
  if (!isDay(asOf))
    faults.push({ parameter: 'asOf', detail: `"${asOf}" is no calendar date. Write it as 2026-11-24.` });
  const unknowns = UNKNOWNS_POLICIES.find((policy) => policy === (stated.unknowns ?? 'conservative'));
  if (!unknowns)
    faults.push({
      parameter: 'unknowns',
      detail: `unknowns must be one of ${UNKNOWNS_POLICIES.join(', ')}.`,
    });
  if (faults.length > 0 || !unknowns) throw new InvalidInput(faults);
  return { market, need, base, asOf, unknowns };
}

/** A market by its code, in any case; throws {@link NotFound} with the nearest codes. */
export function findMarket(world: World, code: string): Market {
  const market = world.markets.get(code);
  if (market) return market;
  const byName = [...world.markets.values()]
    .filter((candidate) => candidate.name.toLowerCase() === code.toLowerCase())
    .map((candidate) => candidate.code);
  throw new NotFound(
    'market',
    code,
    byName.length > 0 ? byName : nearestNames(code.toUpperCase(), world.markets.keys()),
  );
}

const PRIVATE = new Set(['private']);
const REGULATED = new Set(['regulated', 'bank', 'operator_vital', 'operator_essential']);

function kindsIn(given: Need | undefined): readonly string[] | undefined {
  const kinds = given?.['buyer.kind'];
  return Array.isArray(kinds) ? kinds.map(String) : undefined;
}

/** The parts of a need that the vocabulary of a world knows, with values that it allows. */
export function fittingNeed(world: World, need: Need): Need {
  return Object.fromEntries(
    Object.entries(need).filter(([path, value]) => !('fault' in checkNeedValue(world, path, value))),
  );
}

function baseFor(kinds: readonly string[] | undefined): DefaultNeed {
  if (!kinds || kinds.length === 0) return 'public';
  if (kinds.every((kind) => PRIVATE.has(kind))) return 'private';
  return kinds.every((kind) => PRIVATE.has(kind) || REGULATED.has(kind)) ? 'regulated' : 'public';
}

function putDataClass(
  world: World,
  market: Market,
  stated: string,
  need: Record<string, Scalar | readonly Scalar[]>,
): Fault[] {
  const scales = scalesOf(world, market);
  const [, scale, level = ''] = /^(?:([A-Z][A-Z0-9-]*)\/)?(.+)$/.exec(stated) ?? [];
  const wanted = scales.filter((path) => scale === undefined || path.id === `workload.class.${scale}`);
  const fitting = wanted.filter((path) => path.levels.includes(level));
  for (const path of fitting) need[path.id] = level;
  if (fitting.length > 0) return [];
  const known = scales.flatMap((path) =>
    path.levels.map((name) => `${path.id.replace('workload.class.', '')}/${name}`),
  );
  const nearest = nearestNames(level, [...new Set(scales.flatMap((path) => path.levels))]);
  return [
    {
      parameter: 'dataClass',
      detail:
        known.length === 0
          ? `${market.name} has no data classes that a regime asks for; leave dataClass out.`
          : `${market.name} has no data class "${stated}". It knows ${known.join(', ')}.`,
      nearest,
    },
  ];
}

/** The class scales that a market's default needs state. */
function scalesOf(world: World, market: Market): NeedPath[] {
  const paths = new Set(Object.values(market.needs).flatMap((need) => Object.keys(need)));
  return [...paths]
    .filter((path) => path.startsWith('workload.class.'))
    .flatMap((path) => world.vocabulary.needs.get(path) ?? []);
}

function readMoney(text: string, currency: string): { amount: string; currency: string } | null {
  const [, amount, stated] = /^(\d{1,18}(?:\.\d{1,4})?)(?:\s*([A-Z]{3}))?$/.exec(text.trim()) ?? [];
  return amount === undefined ? null : { amount, currency: stated ?? currency };
}

type Checked =
  | { readonly value: Scalar | readonly Scalar[] }
  | { readonly fault: { readonly detail: string; readonly nearest?: readonly string[] } };

/** Checks one stated need against the vocabulary: the path exists, and the value fits its type, scale and code list. */
function checkNeedValue(world: World, path: string, value: unknown): Checked {
  const known = world.vocabulary.needs.get(path);
  if (!known) {
    const nearest = nearestNames(path, world.vocabulary.needs.keys());
    return {
      fault: {
        detail: `There is no need path "${path}".${nearest.length > 0 ? ` Did you mean ${nearest.join(' or ')}?` : ''}`,
        nearest,
      },
    };
  }
  if (known.many) {
    const list: unknown[] = Array.isArray(value) ? value : [value];
    if (list.length > 1000) return { fault: { detail: `"${path}" takes at most 1,000 values.` } };
    const faults = list.flatMap((entry) => faultOf(world, known, entry) ?? []);
    return faults[0] ? { fault: faults[0] } : { value: list.filter(isScalar) };
  }
  const fault = faultOf(world, known, value);
  return fault
    ? { fault }
    : isScalar(value)
      ? { value }
      : { fault: { detail: `"${path}" expects a single value.` } };
}

/** A value that passed the check of its type. */
function isScalar(value: unknown): value is Scalar {
  return ['string', 'number', 'boolean'].includes(typeof value) || isMoney(value);
}

function faultOf(
  world: World,
  path: NeedPath,
  value: unknown,
): { detail: string; nearest?: readonly string[] } | null {
  const expected = (what: string): { detail: string } => ({
    detail: `"${path.id}" expects ${what}, not ${JSON.stringify(value)?.slice(0, 80) ?? 'nothing'}.`,
  });
  switch (path.type) {
    case 'boolean':
      return typeof value === 'boolean' ? null : expected('true or false');
    case 'number':
    case 'percent':
      return typeof value === 'number' && Number.isFinite(value) ? null : expected('a number');
    case 'level':
      return oneOf(path, value, path.levels);
    case 'date':
      return typeof value === 'string' && isDay(value) ? null : expected('a date such as 2026-11-24');
    case 'money':
      return isMoney(value)
        ? currencyFault(value.currency)
        : expected('an amount and a currency, such as {"amount": "1000000", "currency": "EUR"}');
    case 'country':
      return oneOf(path, value, [...world.jurisdictions.keys()]);
    case 'code':
      if (path.codes.length > 0) return oneOf(path, value, path.codes);
      return typeof value === 'string' && value.length > 0 && value.length <= 200 ? null : expected('a code');
    default:
      return typeof value === 'object' ? expected('a single value') : null;
  }
}

/** ISO 4217, as the runtime knows it: an unknown code could be compared with no threshold. */
const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

function currencyFault(code: string): { detail: string; nearest: readonly string[] } | null {
  if (CURRENCIES.has(code)) return null;
  const nearest = nearestNames(code, CURRENCIES);
  return {
    detail: `"${code}" is no currency.${nearest.length > 0 ? ` Nearest: ${nearest.join(', ')}.` : ''}`,
    nearest,
  };
}

function oneOf(
  path: NeedPath,
  value: unknown,
  known: readonly string[],
): { detail: string; nearest?: readonly string[] } | null {
  if (typeof value === 'string' && known.includes(value)) return null;
  const nearest = nearestNames(String(value), known);
  const list =
    known.length <= 24
      ? ` It knows ${known.join(', ')}.`
      : nearest.length > 0
        ? ` Nearest: ${nearest.join(', ')}.`
        : '';
  return {
    detail: `"${path.id}" has no value ${JSON.stringify(value)?.slice(0, 80) ?? 'nothing'}.${list}`,
    nearest,
  };
}

function isMoney(value: unknown): value is { amount: string; currency: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'amount' in value &&
    typeof value.amount === 'string' &&
    /^\d{1,18}(\.\d{1,4})?$/.test(value.amount) &&
    'currency' in value &&
    typeof value.currency === 'string' &&
    /^[A-Z]{3}$/.test(value.currency)
  );
}
