import { decimal, flag, group, integer, text } from '../kernel/option-kinds.ts';
import type { Given, Values } from '../kernel/options.ts';

/** Options of traces. */
export const tracesFields = {
  perSecond: decimal({ description: 'New traces at most, in one second; a trace that a caller began is not counted. Not together with `ratio`.', minimum: 0, maximum: 1_000_000 }),
  ratio: decimal({ description: 'Share of new traces that is sampled, 0 to 1. Not together with `perSecond`; without both, 100 a second.', maximum: 1 }),
  followCallers: flag({ description: 'A `traceparent` from outside decides whether its requests are sampled. `false`: callers begin a trace of ours as everybody else, and their ids are left.', fallback: true }),
} as const;

/** Options of the Prometheus endpoint. */
export const metricsFields = {
  port: integer({ description: 'Port of `/metrics`; 0: any free one.', fallback: 9_464, maximum: 65_535 }),
  host: text({ description: 'Address to listen on.', fallback: '127.0.0.1' }),
} as const;

export type TracesValues = Values<typeof tracesFields>;
export type MetricsValues = Values<typeof metricsFields>;

/** What an app tells about itself; everything is off by default, but the counters of `measurements()`. */
export interface TelemetryGiven {
  /** Spans through `@opentelemetry/api`, exported by the SDK that you set up. */
  readonly traces?: boolean | Given<typeof tracesFields>;
  /** A Prometheus endpoint `/metrics` at an address of its own. */
  readonly metrics?: boolean | Given<typeof metricsFields>;
}

export interface TelemetryValues {
  /** `undefined`: off. */
  readonly traces: TracesValues | undefined;
  /** `undefined`: off. */
  readonly metrics: MetricsValues | undefined;
}

export const telemetryFields = { traces: group(tracesFields, { description: 'Spans through `@opentelemetry/api`.' }), metrics: group(metricsFields, { description: 'A Prometheus endpoint.' }) } as const;
