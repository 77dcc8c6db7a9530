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

/** The title of a regime: in the language of its market where one is recorded. */
export function titleOfRegime(world: World, language: string, id: string, version?: string): string {
  const versions = world.regimes.get(id) ?? [];
  const regime = versions.find((one) => one.version === version) ?? versions.at(-1);
  if (regime === undefined) return id;
  return (isSpokenIn(world, regime.market, language) ? regime.localTitle : undefined) ?? regime.title;
}

const titles = new WeakMap<World, Map<string, ReadonlyMap<string, string>>>();

/** The titles of requirements and of ways around them that have one in a language, by their title in English. */
function localTitles(world: World, language: string): ReadonlyMap<string, string> {
  const known = titles.get(world) ?? new Map<string, ReadonlyMap<string, string>>();
  titles.set(world, known);
  let found = known.get(language);
  if (found === undefined) {
    found = new Map(
      [...world.regimes.values()]
        .flat()
        .filter(({ market }) => isSpokenIn(world, market, language))
        .flatMap(({ requirements }) => requirements.flatMap((one) => [one, ...one.unless]))
        .flatMap(({ title, localTitle }) => (localTitle === undefined ? [] : [[title, localTitle] as const])),
    );
    known.set(language, found);
  }
  return found;
}

/** The title of a requirement in a language of its market, where one is recorded. */
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

/** The name of a certification scheme in a language, else its title. */
export function nameOfScheme(world: World, language: string, id: string): string {
  const scheme = world.schemes.get(id);
  return scheme?.localNames?.[language] ?? scheme?.title ?? id;
}

/** The name of a register in a language, else its own. */
export function nameOfRegister({ name, localNames }: Register, language: string): string {
  return localNames?.[language] ?? name;
}
