/** One step of many: takes what the one before answered. */
export type Step<C> = (context: C, value: unknown) => unknown;

/** What surrounds steps that had to wait for something. */
export interface Surroundings<C> {
  begin(context: C): void;
  done(context: C, value: unknown): unknown;
  failed(context: C, error: unknown): unknown;
  end(context: C): void;
}

/**
 * Takes the steps in order, at once as far as it goes; what a step throws there is thrown. The first promise turns the rest,
 * with its surroundings, into one asynchronous function, so that waiting costs one promise and not one for each step.
 */
export function through<C>(steps: ReadonlyArray<Step<C>>, context: C, value: unknown, around?: Surroundings<C>): unknown {
  let current = value;
  for (let at = 0; at < steps.length; at += 1) {
    current = steps[at]?.(context, current);
    if (current instanceof Promise) return around === undefined ? rest(steps, at + 1, context, current) : surrounded(steps, at + 1, context, current, around);
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

async function surrounded<C>(steps: ReadonlyArray<Step<C>>, start: number, context: C, pending: Promise<unknown>, around: Surroundings<C>): Promise<unknown> {
  around.begin(context);
  try {
    let current = await pending;
    for (let at = start; at < steps.length; at += 1) {
      current = steps[at]?.(context, current);
      if (current instanceof Promise) current = await current;
    }
    return around.done(context, current);
  } catch (error) {
    return around.failed(context, error);
  } finally {
    around.end(context);
  }
}
