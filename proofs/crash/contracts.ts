import { z } from 'zod';
import { event, operation } from 'isthmus';

const order = z.object({ order: z.string(), key: z.string(), n: z.int(), padding: z.string() });

/** The first queue: in order per key. */
export const orderPlaced = event('orders.placed', { data: order, key: 'key' });
/** The second queue, filled by the first one's handler. */
export const orderShipped = event('orders.shipped', { data: order });
/** The stream, filled by the same handler. */
export const orderLogged = event('orders.logged', { data: order, key: 'key' });

const payment = z.object({ key: z.string() });
/** A write with an idempotency key. */
export const pay = operation('payments.create', { input: payment, output: z.object({ receipt: z.string() }), effect: 'write' });
/** Its effect. */
export const paid = event('payments.made', { data: payment });
