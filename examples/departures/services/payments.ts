import type { DatabaseSync } from 'node:sqlite';
import { handle, service } from 'isthmus';
import { listPayments, paymentSucceeded } from '../contracts/hooks.ts';
import { query } from '../data/database.ts';

interface Row {
  readonly payment: string;
  readonly booking: string | null;
  readonly amount: number;
  readonly currency: string;
  readonly paidAt: number;
}

/** Knows which bookings are paid. */
export function payments(database: DatabaseSync) {
  const insert = database.prepare('INSERT OR IGNORE INTO payments (payment, booking, amount, currency, paidAt) VALUES (?, ?, ?, ?, ?)');
  const latest = query<Row>(database, 'SELECT * FROM payments ORDER BY paidAt DESC LIMIT 50');
  return service('payments', [
    handle(paymentSucceeded, ({ created, data: { object: { id, amount, currency, metadata } } }, { log }) => {
      insert.run(id, metadata?.['booking'] ?? null, amount, currency, created * 1_000);
      log.info('paid', { payment: id, amount, currency });
    }),
    handle(listPayments, () => ({ items: latest.all().map((row) => ({ ...row, paidAt: new Date(row.paidAt).toISOString() })) })),
  ], { description: 'Knows which bookings are paid' });
}
