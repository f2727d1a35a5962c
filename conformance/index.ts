export { appConformance } from './app/app-suite.ts';
export { conformance } from './engine-suite.ts';
export type { ConformanceOptions, Runner, TestTime } from './options.ts';
