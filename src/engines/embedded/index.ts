export { embedded, embeddedCapabilities } from './engine.ts';
export type { EmbeddedGiven, EmbeddedOptions } from './options.ts';
export { reclaimSpace } from './store/reclaim-space.ts';
export type { ReclaimedSpace } from './store/reclaim-space.ts';
export { checkIntegrity } from './store/integrity.ts';
export type { IntegrityProblem, IntegrityReport } from './store/integrity.ts';
