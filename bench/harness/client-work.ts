import { handle, operation, service } from 'isthmus';
import { z } from 'zod';
import { cpu } from './rest-contestant.ts';

export const getFlight = operation('flights.get', { input: z.object({ id: z.string() }), output: z.object({ id: z.string(), delay: z.int() }), effect: 'read' });
export const find = ({ id }: { readonly id: string }) => ({ id, delay: 3 });
export const flights = service('flights', [handle(getFlight, find)]);

/** How many calls, before and while it is measured. */
export interface ClientTask {
  readonly warmup: number;
  readonly calls: number;
}

/** Processor time of one call, microseconds; calls come one after the other. */
export async function measureCalls({ warmup, calls }: ClientTask, call: (input: { readonly id: string }) => Promise<unknown>): Promise<{ readonly call: number }> {
  for (let done = 0; done < warmup; done += 1) await call({ id: 'a' });
  const before = cpu();
  for (let done = 0; done < calls; done += 1) await call({ id: 'a' });
  return { call: (cpu() - before) / calls };
}
