/** One OCDS release a line, each of a procedure of its own, so that what arrived can be counted by key. */
export function releaseLines(keys: readonly string[]): string {
  return keys.map((key) => JSON.stringify(release(key))).join('\n');
}

/** An OCDS release that announces a tender; `stated` replaces members of its tender. */
export function release(key: string, stated: Readonly<Record<string, unknown>> = {}): object {
  return {
    ocid: key,
    id: `${key}-1`,
    date: '2026-01-10T09:00:00Z',
    tag: ['tender'],
    initiationType: 'tender',
    language: 'en',
    parties: [
      {
        id: 'B1',
        name: 'Ministry of Tests',
        address: { countryName: 'Korea, Republic of' },
        roles: ['buyer'],
      },
    ],
    buyer: { id: 'B1', name: 'Ministry of Tests' },
    tender: {
      id: `${key}-T`,
      title: `Cloud hosting for ${key}`,
      description: 'Hosting of an application, with its operation and support over three years.',
      status: 'active',
      value: { amount: 1200000, currency: 'KRW' },
      tenderPeriod: { endDate: '2030-03-01T12:00:00+09:00' },
      items: [{ id: '1', classification: { scheme: 'CPV', id: '72000000' } }],
      ...stated,
    },
  };
}
