/** Codes for kinds of buyers: eForms (BT-11), the forms and the coded data of older TED notices. */
const KINDS: Readonly<Record<string, string>> = {
  cga: 'central_government',
  ra: 'local_government',
  la: 'local_government',
  'body-pl': 'public_institution',
  'body-pl-cga': 'public_institution',
  'body-pl-ra': 'public_institution',
  'body-pl-la': 'public_institution',
  'pub-undert': 'public_institution',
  'pub-undert-cga': 'public_institution',
  'pub-undert-ra': 'public_institution',
  'pub-undert-la': 'public_institution',
  'eu-ins-bod-ag': 'eu_institution',
  MINISTRY: 'central_government',
  NATIONAL_AGENCY: 'central_government',
  REGIONAL_AUTHORITY: 'local_government',
  REGIONAL_AGENCY: 'local_government',
  BODY_PUBLIC: 'public_institution',
  EU_INSTITUTION: 'eu_institution',
};

/** Codes that mean something in one country only: spheres of government in Brazil. */
const KINDS_BY_COUNTRY: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  BR: { F: 'central_government', E: 'local_government', M: 'local_government', D: 'local_government' },
};

/**
 * The kind of buyer in the words of needs, for a source's own code; `undefined` where the code says nothing that rules
 * ask for, such as a defence contractor or a body that is subsidised.
 */
export function buyerKindOf(code: string, country: string | undefined): string | undefined {
  return KINDS[code] ?? KINDS_BY_COUNTRY[country ?? '']?.[code];
}
