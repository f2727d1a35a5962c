import type * as Otel from '@opentelemetry/api';
import type { Clock } from '../kernel/clock.ts';
import type { Tracing } from '../driver/telemetry.ts';
import { telemetryErrors } from './errors.ts';
import type { TracesValues } from './options.ts';
import { samplerOf } from './sampler.ts';
import { OtelTracing } from './tracing.ts';

/** Begins to make spans with the provider that the process has registered. Throws `TELEMETRY_PACKAGE_MISSING`. */
export async function loadTracing(values: TracesValues, clock: Clock): Promise<Tracing> {
  const api = await importApi();
  const tracer = api.trace.getTracer('isthmus');
  return new OtelTracing({ api, tracer, sampler: samplerOf(values, clock), followCallers: values.followCallers });
}

async function importApi(): Promise<typeof Otel> {
  try {
    return await import('@opentelemetry/api');
  } catch (cause) {
    throw telemetryErrors.TELEMETRY_PACKAGE_MISSING({ what: 'The option telemetry.traces needs the package @opentelemetry/api, which can\'t be loaded.', cause });
  }
}
