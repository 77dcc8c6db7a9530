export {
  dataOf,
  type Delivery,
  type ItemOf,
  type ListParameters,
  type ListPath,
  PlacetClient,
  type PlacetOptions,
} from './placet-client.ts';
export { type Problem, ProblemError } from './problem-error.ts';
export type { SendingOptions } from './careful-fetch.ts';
export type { components, operations, paths } from './schema.ts';
