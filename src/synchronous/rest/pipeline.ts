/** One step of many: takes what the one before answered. */
export type Step<C> = (context: C, value: unknown) => unknown;

/**
 * Takes the steps in order, at once as far as it goes. The first promise turns the rest into one asynchronous
 * function, so that a request costs one promise more than it must wait for, not one for each step.
 */
export function through<C>(steps: ReadonlyArray<Step<C>>, context: C, value: unknown): unknown {
  let current = value;
  for (let at = 0; at < steps.length; at += 1) {
    current = steps[at]?.(context, current);
    if (current instanceof Promise) return rest(steps, at + 1, context, current);
  }
  return current;
}

async function rest<C>(steps: ReadonlyArray<Step<C>>, start: number, context: C, pending: Promise<unknown>): Promise<unknown> {
  let current = await pending;
  for (let at = start; at < steps.length; at += 1) {
    current = steps[at]?.(context, current);
    if (current instanceof Promise) current = await current;
  }
  return current;
}
