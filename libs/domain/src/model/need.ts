import type { Scalar } from './evidence.ts';

/** The situation a question is asked for: need path → value, e.g. `buyer.kind → ['central_government']`. */
export type Need = Readonly<Record<string, Scalar | readonly Scalar[]>>;
