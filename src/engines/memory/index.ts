export { ManualClock } from '../../kernel/manual-clock.ts';
export { memory, MemoryEngine } from './engine.ts';
export type { MemoryOptions, Offered } from './options.ts';
