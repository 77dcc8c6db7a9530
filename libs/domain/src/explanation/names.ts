import type { Regime } from '../model/regime.ts';
import type { Register } from '../model/scheme.ts';
import type { World } from '../model/world.ts';

function localised(names: Readonly<Record<string, string>> | undefined, language: string): string | null {
  return names?.[language] ?? names?.['en'] ?? null;
}

/** Says whether a regime's market speaks a language, so that its local titles are in it. */
function isSpokenIn(world: World, market: string, language: string): boolean {
  return world.markets.get(market)?.languages.includes(language) === true;
}

/** The name of what a vendor sells, in its own words. */
export function nameOfVendor(world: World, language: string, id: string): string {
  const vendor = world.vendors.get(id);
  return vendor?.localNames[language] ?? vendor?.name ?? id;
}

/** The title of a regime in a language, where one is recorded. */
export function titleOfRegime(world: World, language: string, id: string, version?: string): string {
  const versions = world.regimes.get(id) ?? [];
  const regime = versions.find((one) => one.version === version) ?? versions.at(-1);
  if (regime === undefined) return id;
  const local = isSpokenIn(world, regime.market, language) ? regime.localTitle : undefined;
  return regime.names[language]?.[regime.title] ?? local ?? regime.title;
}

/** What one regime's texts are called: in the language of its market, or as the document says for others. */
function namesIn(world: World, regime: Regime, language: string): readonly (readonly [string, string])[] {
  const own = isSpokenIn(world, regime.market, language)
    ? regime.requirements.flatMap((one) => [one, ...one.unless])
    : [];
  return [
    ...own.flatMap(({ title, localTitle }) =>
      localTitle === undefined ? [] : [[title, localTitle] as const],
    ),
    ...Object.entries(regime.names[language] ?? {}),
  ];
}

const titles = new WeakMap<World, Map<string, ReadonlyMap<string, string>>>();

/** What titles and notes of regimes are called in a language, by the text. */
function localTitles(world: World, language: string): ReadonlyMap<string, string> {
  const known = titles.get(world) ?? new Map<string, ReadonlyMap<string, string>>();
  titles.set(world, known);
  let found = known.get(language);
  if (found === undefined) {
    found = new Map([...world.regimes.values()].flat().flatMap((regime) => namesIn(world, regime, language)));
    known.set(language, found);
  }
  return found;
}

/** A title or note of a regime in a language, where one is recorded. */
export function titleOfRequirement(world: World, language: string, title: string): string {
  return localTitles(world, language).get(title) ?? title;
}

/** The name of a country or bloc in a language, else in English, else its code. */
export function nameOfPlace(world: World, language: string, code: string): string {
  const market = world.markets.get(code);
  return (
    localised(world.jurisdictions.get(code)?.name, language) ??
    (language !== 'en' && market?.languages.includes(language) ? market.localName : market?.name) ??
    world.groups.get(code)?.title ??
    code
  );
}

/** The name of a country or bloc as a sentence says it: in English some take the article. */
export function placeInSentence(world: World, language: string, code: string): string {
  const name = nameOfPlace(world, language, code);
  const place = world.jurisdictions.get(code);
  return language === 'en' && place?.article === 'the' && name === place.name['en'] ? `the ${name}` : name;
}

/** The name of a certification scheme in a language, else its title. */
export function nameOfScheme(world: World, language: string, id: string): string {
  const scheme = world.schemes.get(id);
  return scheme?.localNames?.[language] ?? scheme?.title ?? id;
}

/** The name of a register in a language, else its own. */
export function nameOfRegister({ name, localNames }: Register, language: string): string {
  return localNames?.[language] ?? name;
}
