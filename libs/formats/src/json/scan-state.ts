/** What the scanner expects next, or is inside of. */
export const State = {
  Root: 0,
  ArrayElement: 1,
  ArrayNext: 2,
  Key: 3,
  InKey: 4,
  Colon: 5,
  Value: 6,
  InValue: 7,
  Next: 8,
  ListElement: 9,
  ListNext: 10,
  InItem: 11,
  Lost: 12,
} as const;
export type State = (typeof State)[keyof typeof State];
