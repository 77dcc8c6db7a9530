import type { Test } from '../../language/test.ts';
import type { SubjectRef } from '../../model/evidence.ts';
import type { Holder } from '../../model/scheme.ts';
import type { Considered, Scope } from '../case.ts';
import type { UnknownReason } from '../decision.ts';
import { knownFact } from '../facts/known-fact.ts';
import { textOf } from '../facts/scalar.ts';
import { layersBelow, scopeOfOffering } from '../facts/relation.ts';

/** Whose certificate a test looks for. */
export interface CertificateHolder {
  readonly subjects: readonly SubjectRef[];
  /** A provider whose certificates count only as far as their scope names the offering. */
  readonly covering: { readonly provider: SubjectRef; readonly offering: string } | null;
  /** The vendor that a register must have been searched for. */
  readonly vendor: string;
  readonly scope: Scope;
}

type On = Extract<Test, { readonly node: 'certificate' }>['on'];
type Found =
  | { readonly holder: CertificateHolder }
  | { readonly unknown: UnknownReason; readonly considered: readonly Considered[] };

function ofOffering(scope: Scope): CertificateHolder {
  return {
    subjects: [`offering:${scope.offering}`],
    covering: { provider: `provider:${scope.provider}`, offering: scope.offering },
    vendor: scope.provider,
    scope,
  };
}

/** The maker of the component at hand, as a vendor. */
function ofComponentVendor(scope: Scope): Found {
  const unknown: UnknownReason = { kind: 'missing', what: 'component.vendor' };
  const component = scope.items.component;
  if (component === undefined) return { unknown, considered: [] };
  const { asOf } = scope.case.question;
  const known = knownFact(scope.case, component, 'component.vendor', asOf, scope.lens);
  const [maker] = known.values;
  if (maker === undefined) return { unknown, considered: known.considered };
  const vendors = scope.case.index.vendorsOfEntity(textOf(maker));
  const vendor = vendors[0] ?? textOf(maker);
  const subjects = vendors.length === 0 ? [`provider:${vendor}`] : vendors.map((id) => `provider:${id}`);
  return { holder: { subjects, covering: null, vendor, scope } };
}

/** The item at hand; outside its list any item does. */
function ofItem(scope: Scope, kind: 'facility' | 'personnel'): Found {
  const item = scope.items[kind];
  const subjects = item === undefined ? scope.case.index.items(kind, scope.offering) : [item];
  return { holder: { subjects, covering: null, vendor: scope.provider, scope } };
}

/** The last layer below; an offering that isn't stated to run on itself has no known last layer. */
function ofUnderlying(scope: Scope): Found {
  const last = layersBelow(scope).offerings.at(-1);
  if (last !== undefined) return { holder: ofOffering(scopeOfOffering(scope, last)) };
  if (scope.case.world.offerings.get(scope.offering)?.runsOn === 'self') return { holder: ofOffering(scope) };
  return { unknown: { kind: 'missing', what: 'runsOn' }, considered: [] };
}

/** Finds whose certificate is meant: what `on` says, else the scheme's holder. */
export function holderOf(scope: Scope, on: On, holder: Holder): Found {
  switch (on ?? holder) {
    case 'underlying':
      return ofUnderlying(scope);
    case 'component_vendor':
      return ofComponentVendor(scope);
    case 'facility':
      return ofItem(scope, 'facility');
    case 'personnel':
      return ofItem(scope, 'personnel');
    case 'provider': {
      const own = [`provider:${scope.provider}`];
      // A certificate of the offering at hand is one of its provider too, unless the provider is asked for expressly.
      const subjects = on === null ? [...own, `offering:${scope.offering}`] : own;
      return { holder: { subjects, covering: null, vendor: scope.provider, scope } };
    }
    default:
      return { holder: ofOffering(scope) };
  }
}
