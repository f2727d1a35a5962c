import { handle, service } from 'isthmus';
import type { DeadLetter, QueueAdministration } from 'isthmus/queue';
import { listFailures } from '../contracts/passengers.ts';

const iso = (time: number): string => new Date(time).toISOString();

function shown({ id, reason, attempts, diedAt, error, history, message }: DeadLetter) {
  const { passenger, flight } = message.data as { passenger: string; flight: string };
  const tries = history.map(({ number, startedAt, what }) => ({ attempt: number, at: iso(startedAt), what }));
  return { id, passenger, flight, reason, what: error.what, attempts, diedAt: iso(diedAt), history: tries };
}

/** Lets people look at what the queue gave up; `queue` is asked once the app runs. */
export const failures = (queue: () => Promise<QueueAdministration>) =>
  service('failures', [
    handle(listFailures, async ({ limit }) => {
      const rebookings = await queue();
      const [{ ready, retrying, parked, deadLetters }, items] = await Promise.all([rebookings.depth(), rebookings.deadLetters.list({ limit })]);
      return { waiting: ready + retrying, parked, deadLetters, items: items.map(shown) };
    }),
  ], { description: 'Shows the dead letters of rebooking' });
