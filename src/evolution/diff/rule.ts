import type { JsonSchema } from '../../kernel/schema.ts';
import type { Protocol } from './compared.ts';

/** Which way a payload goes, seen from the app: `input`: old callers still send it; `output`: old callers still read it. Events and rows go both ways. */
export type Direction = 'input' | 'output';

/** Whom a change breaks, by the payload's direction. */
export type Breaks = Readonly<Record<Direction, readonly Protocol[]>>;

/** One place of two schemas that were the same place before. */
export interface SchemaPair {
  readonly before: JsonSchema;
  readonly after: JsonSchema;
}

/** What a rule found: below which property or keyword, and in words. */
export interface Found {
  /** Added to the pointer: `/properties/seat`. */
  readonly at?: string;
  readonly what: string;
}

/** A kind of change in a schema: how it is seen, whom it breaks, and what to do. */
export interface SchemaRule {
  /** Permanent. */
  readonly id: string;
  readonly breaks: Breaks;
  /** What to do where it breaks somebody, in one sentence. */
  readonly fix: string;
  find(pair: SchemaPair): Iterable<Found>;
}

const json: readonly Protocol[] = ['json'];
const all: readonly Protocol[] = ['json', 'graphql', 'grpc'];

/** Names for the usual `breaks`. */
export const breaks = {
  nobody: { input: [], output: [] },
  senders: { input: all, output: [] },
  readers: { input: [], output: all },
  everybody: { input: all, output: all },
  /** Bounds and formats stand in no GraphQL or protobuf type. */
  checkingReaders: { input: [], output: json },
} as const satisfies Readonly<Record<string, Breaks>>;

/** A value as it is shown. */
export const shown = (value: unknown): string => JSON.stringify(value)?.slice(0, 80) ?? 'nothing';
