export { conformance } from './engine-suite.ts';
export type { ConformanceOptions, Runner, TestTime } from './options.ts';
