import type { Scalar } from '../../model/evidence.ts';
import type { Attribute } from '../../model/vocabulary.ts';
import type { Day } from '../../model/time.ts';
import { parseDecimal, plus, type Fraction } from '../../number/fraction.ts';
import { EVERY_GRADE, subjectOf, type Asked, type Known, type Scope } from '../case.ts';
import { chosen } from './choice.ts';
import { DEPLOYED_PLACES, deploymentOf, REGIONS } from './deployment.ts';
import { knownFact, MISSING } from './known-fact.ts';
import { isMoney, isQuantity, numberOf } from './scalar.ts';

/** What a test finds under an attribute, and which statement it asked for. */
export interface FactReading {
  readonly attribute: Attribute | null;
  readonly known: Known;
  readonly asked: Asked | null;
}

/** Places of data follow the deployment, unless a complete fact states them. */
function placeOf(scope: Scope, attribute: string, day: Day): Known {
  const subject = `offering:${scope.offering}`;
  const own = knownFact(scope.case, subject, attribute, day, scope.lens);
  if (attribute !== REGIONS) {
    const stated = knownFact(scope.case, subject, attribute, day, EVERY_GRADE);
    if (stated.status === 'contested' || (stated.status === 'known' && stated.complete)) return own;
  }
  const { places } = deploymentOf(scope.case, scope.offering, scope.lens);
  const found = places.status === 'missing' && own.status === 'known' && !own.complete ? own : places;
  if (attribute === REGIONS || own.considered.length === 0) return found;
  return { ...found, considered: [...own.considered, ...places.considered] };
}

function decimalText(value: Fraction): string {
  const scale = 10n ** 12n;
  const digits = (value.n * scale) / value.d;
  const whole = digits / scale;
  return `${whole}.${String(digits < 0n ? -(digits % scale) : digits % scale).padStart(12, '0')}`;
}

/** Adds values of one unit or currency; `null` where they can't be added. */
function sumOf(values: readonly Scalar[]): Scalar | null {
  const [first] = values;
  if (first === undefined) return null;
  if (isMoney(first)) {
    let total: Fraction | null = { n: 0n, d: 1n };
    for (const value of values) {
      const amount = isMoney(value) && value.currency === first.currency ? parseDecimal(value.amount) : null;
      total = total === null || amount === null ? null : plus(total, amount);
    }
    return total === null ? null : { amount: decimalText(total), currency: first.currency };
  }
  const numbers = values.map(numberOf);
  const unit = isQuantity(first) ? first.unit : null;
  const sameUnit = values.every((value) => !isQuantity(value) || value.unit === unit);
  if (!sameUnit || numbers.includes(null)) return null;
  const number = numbers.reduce<number>((total, value) => total + (value ?? 0), 0);
  return unit === null ? number : { number, unit };
}

/** The sum over the vendors that bid together; known only when every part is. */
function pooled(scope: Scope, attribute: Attribute, name: string, day: Day): Known {
  const parts = scope.pool.map((vendor) => partsOf(scope, attribute, name, day, vendor));
  const considered = parts.flat().flatMap((part) => part.considered);
  const contested = parts.flat().find((part) => part.status === 'contested');
  if (contested !== undefined) return { ...contested, considered };
  const known = parts.map((part) => part.filter(({ status }) => status === 'known'));
  const sum = known.every((part) => part.length > 0)
    ? sumOf(known.flat().flatMap(({ values }) => values))
    : null;
  if (sum === null) return { ...MISSING, considered };
  return { status: 'known', values: [sum], complete: true, lowerBound: false, considered };
}

/** What one vendor brings: for the prime the offering asked about, for the others all they have. */
function partsOf(
  scope: Scope,
  attribute: Attribute,
  name: string,
  day: Day,
  vendor: string,
): readonly Known[] {
  const offerings =
    vendor === scope.case.vendor
      ? [scope.offering]
      : [...scope.case.world.offerings.values()]
          .filter((other) => other.vendor === vendor)
          .map(({ id }) => id);
  const subjects =
    attribute.subject === 'provider'
      ? [`provider:${vendor}`]
      : offerings.map((id) => `${attribute.subject}:${id}`);
  return subjects.map((subject) => knownFact(scope.case, subject, name, day, scope.lens));
}

/** Reads an attribute the way tests do: places by deployment, choices narrowed to one, sums for pooled bids. */
export function readFact(scope: Scope, name: string, day: Day): FactReading {
  const own = scope.case;
  const attribute = own.index.attribute(name);
  if (attribute === null) return { attribute, known: MISSING, asked: null };
  const subject = subjectOf(scope, attribute.subject);
  if (subject === null) return { attribute, known: MISSING, asked: null };
  const asked = { subject, attribute: name };
  if (scope.pool.length > 1 && attribute.additive) {
    return { attribute, known: pooled(scope, attribute, name, day), asked };
  }
  if (name === REGIONS || DEPLOYED_PLACES.has(name)) {
    return { attribute, known: placeOf(scope, name, day), asked };
  }
  const known = knownFact(own, subject, name, day, scope.lens);
  if (name === 'provider.self' && known.status === 'missing') {
    const entity = own.world.vendors.get(scope.provider)?.entity;
    const itself: Known = {
      ...known,
      status: 'known',
      values: entity === undefined ? [] : [entity],
      complete: true,
    };
    return { attribute, known: entity === undefined ? known : itself, asked };
  }
  const ownChoice = attribute.choice && scope.offering === own.offering;
  return { attribute, known: ownChoice ? chosen(own, attribute, known) : known, asked };
}
