import { isStreaming } from '../kernel/contract.ts';
import type { HandlerBinding } from '../kernel/handler.ts';
import type { Executor, Invocation, Outcome, PlannedLink } from '../driver/method.ts';
import type { Tracing } from '../driver/telemetry.ts';
import { HandlerContext } from './context.ts';
import type { AppServices } from './services.ts';

const nothing: Outcome = Object.freeze({ output: undefined, effects: undefined });

/** Calls a handler with a fresh context; answers at once where the handler does. */
export function executorOf(runtime: AppServices, link: PlannedLink, party: string, binding: HandlerBinding): Executor {
  const { handler, contract } = binding;
  const { tracing } = runtime.telemetry;
  const meter = runtime.telemetry.receiver(link, party);
  const ended = contract.kind === 'operation' && isStreaming(contract.output) ? flowing : outcome;
  return (input, invocation) => {
    const context = new HandlerContext(runtime, link.name, party, invocation, meter);
    const output = tracing === undefined ? handler(input, context) : traced(tracing, invocation, handler, input, context);
    // A query builder, say, is no promise, and whoever runs this must be able to tell whether to wait.
    return isThenable(output) ? Promise.resolve(output).then((settled) => ended(settled, context)) : ended(output, context);
  };
}

/** The handler runs within its span; or so that nothing below it begins a trace, where it has none. */
function traced(tracing: Tracing, { span }: Invocation, handler: HandlerBinding['handler'], input: unknown, context: HandlerContext): unknown {
  return span === undefined ? tracing.quietly(handler, input, context) : span.run(handler, input, context);
}

/** The handler of a streaming output goes on while its values are taken. */
function flowing(output: unknown, context: HandlerContext): Outcome {
  return { output, effects: undefined, end: () => context.end() };
}

function outcome(output: unknown, context: HandlerContext): Outcome {
  const effects = context.end();
  return output === undefined && effects === undefined ? nothing : { output, effects };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
