import type { HttpEndpoint } from '../driver/endpoint.ts';
import { httpFields } from '../http/options.ts';
import { readFields } from '../kernel/options.ts';
import type { Log } from '../kernel/handler.ts';
import type { MetricsValues } from '../telemetry/options.ts';
import { prometheusText, prometheusType } from '../telemetry/prometheus.ts';
import { listen } from './listen.ts';
import type { OpenPort } from './listen.ts';
import type { AppTelemetry } from './telemetry.ts';

/** Serves `/metrics` at an address of its own. Throws `LISTEN_FAILED`. */
export function serveMetrics(telemetry: AppTelemetry, { port, host }: MetricsValues, log: Log): Promise<OpenPort> {
  const options = readFields(httpFields, { port, host }, 'telemetry.metrics', []);
  if (options === undefined) throw new TypeError('The defaults of HTTP do not fit.');
  return listen(metricsEndpoint(telemetry), options, log);
}

function metricsEndpoint(telemetry: AppTelemetry): HttpEndpoint {
  return async ({ method, path }) => {
    if (path !== '/metrics' || (method !== 'GET' && method !== 'HEAD')) return undefined;
    const body = prometheusText(await telemetry.read());
    return { status: 200, headers: { 'content-type': prometheusType, 'content-length': String(Buffer.byteLength(body)), 'cache-control': 'no-store' }, body };
  };
}
