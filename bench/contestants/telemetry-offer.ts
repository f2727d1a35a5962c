import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { AggregationTemporality, InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, InMemorySpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { integration, TelemetryGiven } from 'isthmus';
import { metricProducer, prometheusText } from 'isthmus/telemetry';
import { offer } from '../harness/contestant.ts';
import { measureQueue } from '../harness/queue-work.ts';
import type { QueueTask } from '../harness/queue-work.ts';
import { cpu } from '../harness/rest-contestant.ts';
import { queueApp } from './queue-app.ts';
import { portOfApp, restApp } from './rest-app.ts';

type App = ReturnType<typeof integration>;

const memory = new InMemorySpanExporter();
/** Exports nowhere, so that only the making of spans is measured. */
const nowhere: SpanExporter = { export: (_spans, done) => memory.export([], done), shutdown: () => memory.shutdown() };

/** The SDK of a user, as its page advises: spans in batches, and a manager of contexts. */
function useSdk(): void {
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter: nowhere })] }));
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
}

/** Read every second by Prometheus and by OpenTelemetry's reader: more often than anybody does. */
function useMetrics(app: App): void {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const provider = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 1_000, exportTimeoutMillis: 900, metricProducers: [metricProducer(app)] })] });
  const timer = setInterval(() => void scrape(app, timer, provider), 1_000);
}

async function scrape(app: App, timer: NodeJS.Timeout, provider: MeterProvider): Promise<void> {
  try {
    prometheusText(await app.measurements());
  } catch {
    // It stopped.
    clearInterval(timer);
    await provider.shutdown();
  }
}

/** Makes a process a contestant of the telemetry benchmark: one queue, or one server. */
export function offerTelemetry({ traces, metrics }: { readonly traces: boolean; readonly metrics: boolean }): void {
  const telemetry: TelemetryGiven = { traces };
  const opened = metrics ? useMetrics : () => {};
  if (traces) useSdk();
  offer({
    cpu,
    measure: (task: QueueTask) => measureQueue(queueApp(telemetry, opened), task),
    listen: async (directory: string) => {
      const app = await restApp(directory, telemetry);
      opened(app);
      return portOfApp(app);
    },
  });
}
