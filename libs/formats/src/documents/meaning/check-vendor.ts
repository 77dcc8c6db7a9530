import type { JsonObject } from '../../text/json-value.ts';
import { shapeOf, type FactsShape, type HoldingShape, type VendorShape } from '../document-shapes.ts';
import { checkStatement, type KnownNames } from './check-statement.ts';
import type { Finding } from './finding.ts';

/** Checks that a vendor document speaks of itself only, names nothing twice and states values that exist. */
export function checkVendor(document: JsonObject, names: KnownNames): readonly Finding[] {
  const vendor = shapeOf<VendorShape>(document);
  const offerings = (vendor.offerings ?? []).map(({ id }) => id);
  const facts = vendor.facts ?? [];
  return [
    ...repeated(offerings, (at) => `/offerings/${at}/id`, 'offering'),
    ...repeated(
      facts.map(({ id }) => id),
      (at) => `/facts/${at}/id`,
      'statement',
    ),
    ...facts.flatMap((statement, at): readonly Finding[] => {
      const subject = statement.subject ?? `provider:${vendor.id}`;
      const pointer = `/facts/${at}`;
      return [
        ...ownSubject(subject, vendor.id, offerings, `${pointer}/subject`),
        ...checkStatement(statement, subject, pointer, names),
      ];
    }),
    ...(vendor.offerings ?? []).flatMap((offering, at): readonly Finding[] =>
      typeof offering.runsOn === 'object' && offering.runsOn?.offering === offering.id
        ? [
            {
              pointer: `/offerings/${at}/runsOn`,
              message: 'An offering that runs on itself says so with "self".',
            },
          ]
        : [],
    ),
    ...(vendor.holdings ?? []).flatMap((holding, at) =>
      typeof holding === 'string' ? [] : checkHolding(holding, `/holdings/${at}`),
    ),
  ];
}

/** Checks a document of single statements; offerings of other vendors show up when it meets the world. */
export function checkFacts(document: JsonObject, names: KnownNames): readonly Finding[] {
  const { vendor, facts } = shapeOf<FactsShape>(document);
  // Whose facts they are is missing: its schema says so, and nothing else can be said.
  if (typeof vendor !== 'string') return [];
  return facts.flatMap((statement, at): readonly Finding[] => {
    const subject = statement.subject ?? `provider:${vendor}`;
    const pointer = `/facts/${at}`;
    return [
      ...ownSubject(subject, vendor, null, `${pointer}/subject`),
      ...checkStatement(statement, subject, pointer, names),
    ];
  });
}

/** A vendor speaks of itself, its own offerings and what belongs to them. */
function ownSubject(
  subject: string,
  vendor: string,
  offerings: readonly string[] | null,
  pointer: string,
): readonly Finding[] {
  const [kind = '', name = ''] = subject.split(':');
  if (kind === 'provider' && name !== vendor) {
    return [
      { pointer, message: `The document is about ${vendor}; state facts about ${name} in its own document.` },
    ];
  }
  if (kind === 'offering' && offerings !== null && !offerings.includes(name)) {
    return [
      {
        pointer,
        message: `${vendor} lists no offering "${name}". Add it under offerings or correct the name.`,
      },
    ];
  }
  return [];
}

function repeated(
  ids: readonly (string | undefined)[],
  pointer: (at: number) => string,
  what: string,
): readonly Finding[] {
  const first = new Map<string, number>();
  return ids.flatMap((id, at): readonly Finding[] => {
    if (id === undefined) return [];
    const before = first.get(id);
    if (before === undefined) {
      first.set(id, at);
      return [];
    }
    return [
      {
        pointer: pointer(at),
        message: `The ${what} "${id}" stands twice (first as number ${before + 1}). Rename one.`,
      },
    ];
  });
}

/** Checks the intervals of a holding. */
export function checkHolding(holding: HoldingShape, pointer = ''): readonly Finding[] {
  const findings: Finding[] = [];
  for (const name of ['capital', 'votes'] as const) {
    const share = holding[name];
    if (typeof share === 'object' && share !== null && share.min > share.max) {
      findings.push({
        pointer: `${pointer}/${name}`,
        message: `min (${share.min}) is above max (${share.max}). Swap them.`,
      });
    }
  }
  if (holding.owner === holding.owned) {
    findings.push({
      pointer: `${pointer}/owned`,
      message: 'Nobody holds a share in itself here; name the owned entity.',
    });
  }
  return findings;
}
