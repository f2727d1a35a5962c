import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

/** The SDK of a user, whose spans stay in memory. The API knows one provider in a process, so each test file has its own. */
export class Spans {
  readonly #exporter = new InMemorySpanExporter();

  constructor() {
    trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: this.#exporter })] }));
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  }

  all(): readonly ReadableSpan[] {
    return this.#exporter.getFinishedSpans();
  }

  clear(): void {
    this.#exporter.reset();
  }

  /** The one span of a name. */
  one(name: string): ReadableSpan {
    const [found, second] = this.named(name);
    if (found === undefined || second !== undefined) throw new Error(`${found === undefined ? 'no' : 'more than one'} span is named ${name}; there are: ${this.all().map((each) => each.name).join(', ')}`);
    return found;
  }

  named(name: string): readonly ReadableSpan[] {
    return this.all().filter((each) => each.name === name);
  }

  /** Names from a span up to the first of its trace. */
  chain(span: ReadableSpan): readonly string[] {
    const parent = this.all().find((each) => each.spanContext().spanId === span.parentSpanContext?.spanId);
    return parent === undefined ? [span.name] : [span.name, ...this.chain(parent)];
  }
}
