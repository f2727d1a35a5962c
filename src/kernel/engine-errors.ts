import { defineErrors } from './error.ts';

/** Errors that every engine shares: the same fault has the same code, whoever carries the message. */
export const engineErrors = defineErrors({
  ENGINE_CLOSED: {
    category: 'unavailable',
    why: 'The engine was closed, or its process ended, before this call.',
    fix: 'Open the engine (or start the app) again; finish what runs before closing.',
  },
  CAPABILITY_REFUSED: {
    category: 'misconfigured',
    why: 'The engine declares that it does not offer this; nothing is silently ignored.',
    fix: 'Leave out what asks for it, or choose an engine whose table of capabilities has it.',
  },
  QUEUE_UNKNOWN: {
    category: 'misconfigured',
    why: 'A queue is created by its declaration, never by sending to it, so that a misspelt name loses nothing.',
    fix: 'Declare the queue first (a link with `via: queue()` does so), or mend its name.',
  },
  QUEUE_DIFFERS: {
    category: 'misconfigured',
    why: 'The form of a queue is fixed at its creation, since its order depends on it.',
    fix: 'Declare it as it is, or drain it and declare one of another name.',
  },
  STREAM_UNKNOWN: {
    category: 'misconfigured',
    why: 'A stream is created by its declaration, never by appending to it, so that a misspelt name loses nothing.',
    fix: 'Declare the stream first (a link with `via: stream()` does so), or mend its name.',
  },
  STREAM_DIFFERS: {
    category: 'misconfigured',
    why: 'Partitions and compaction of a stream are fixed at its creation, since order per key depends on them.',
    fix: 'Declare it as it is, or declare one of another name and move its readers.',
  },
  PARTITION_UNKNOWN: {
    category: 'invalid',
    why: 'Partitions are numbered from 0 and their number is fixed at creation.',
    fix: 'Name a partition that the stream has.',
  },
  OFFSET_INVALID: {
    category: 'invalid',
    why: 'An offset lies between the first record kept and the end of its partition.',
    fix: 'Take an offset within the range that `ranges` shows, or seek to the beginning, the end or a time.',
  },
  STATE_CONFLICT: {
    category: 'conflict',
    why: 'Another write came first: a condition of the unit does not hold, so none of the unit took effect.',
    fix: 'Read the entry again and decide anew.',
  },
  SETTLED_TWICE: {
    category: 'conflict',
    why: 'A delivery is settled once; the unit that settles it again took no effect.',
    fix: 'Settle each delivery in one unit only.',
  },
  SETTLED_LATE: {
    category: 'conflict',
    why: 'The receiver was closed or its lane moved, so the delivery belongs to somebody else by now; the unit took no effect.',
    fix: 'Settle before closing a receiver and before `onRevoked` resolves.',
  },
});
