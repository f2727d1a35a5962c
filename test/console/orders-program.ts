/** The small app as a process of its own; messages of its parent place orders, submit counts, and ask what was done. */
import { silentLog } from 'isthmus';
import { embedded } from 'isthmus/embedded';
import { count, orderPlaced, orders } from './orders.ts';

export type Ask = { readonly place: ReadonlyArray<readonly [order: string, customer: string, amount: number]> } | { readonly count: number } | { readonly work: true };
export interface Answered {
  readonly job?: string;
  readonly handled?: readonly string[];
  readonly seen?: readonly string[];
}

const { app, work } = orders({ engine: embedded({ directory: '.isthmus/orders', durability: 'relaxed' }), admin: true, log: silentLog });
await app.start();
process.on('message', (ask: Ask) => void answer(ask).then((answered) => process.send?.(answered)));
process.once('SIGTERM', () => void app.stop().then(() => process.exit(0)));
process.send?.({});

async function answer(ask: Ask): Promise<Answered> {
  if ('count' in ask) return { job: (await app.submit(count, { steps: ask.count })).id };
  if ('place' in ask) for (const [order, customer, amount] of ask.place) await app.emit(orderPlaced, { order, customer, amount });
  return work;
}
