export { Env, InvalidEnvironment, parseEnv } from './env.ts';
export { jsonLogger } from './logging.ts';
export { reachPostgres } from './reach-postgres.ts';
export { Metrics } from './metrics.ts';
export { Egress, type EgressAnswer, EgressRefused, type EgressRequest } from './egress/egress.ts';
