/** Orders texts by their code units, the same on every machine: a locale would not be. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
