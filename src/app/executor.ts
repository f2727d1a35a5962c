import type { HandlerBinding } from '../kernel/handler.ts';
import type { Executor, Outcome } from '../driver/method.ts';
import { HandlerContext } from './context.ts';
import type { AppServices } from './services.ts';

const nothing: Outcome = Object.freeze({ output: undefined, effects: undefined });

/** Calls a handler with a fresh context; answers at once where the handler does. */
export function executorOf(runtime: AppServices, party: string, binding: HandlerBinding): Executor {
  const { handler } = binding;
  return (input, invocation) => {
    const context = new HandlerContext(runtime, party, invocation);
    const output = handler(input, context);
    return isThenable(output) ? output.then((settled) => outcome(settled, context)) : outcome(output, context);
  };
}

function outcome(output: unknown, context: HandlerContext): Outcome {
  const effects = context.end();
  return output === undefined && effects === undefined ? nothing : { output, effects };
}

function isThenable(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
