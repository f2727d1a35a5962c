export { postgres, postgresCapabilities } from './engine.ts';
export type { PostgresGiven, PostgresOptions } from './options.ts';
