import { defineErrors } from './error.ts';

/** Errors that every engine gives with the same code, so that the layers above can act on them. */
export const engineErrors = defineErrors({
  SETTLED_LATE: {
    category: 'conflict',
    why: 'The receiver was closed, or the lane moved to another one, so the message is delivered again.',
    fix: 'Settle before closing, finish within `onRevoked`, and expect the message once more.',
  },
  STATE_CONFLICT: {
    category: 'conflict',
    why: 'A condition of a state operation did not hold, so nothing of its unit took effect.',
    fix: 'Read the entry again and decide anew.',
  },
  QUEUE_UNKNOWN: {
    category: 'not-found',
    why: 'A queue is declared before it is used.',
    fix: 'Declare the queue, or mend its name.',
  },
  QUEUE_DIFFERS: {
    category: 'misconfigured',
    why: 'Lanes and the deduplication window of a queue are fixed at its creation.',
    fix: 'Declare it as it was created, or drain it and use a new name.',
  },
  STREAM_UNKNOWN: {
    category: 'not-found',
    why: 'A stream is declared before it is used.',
    fix: 'Declare the stream, or mend its name.',
  },
  STREAM_DIFFERS: {
    category: 'misconfigured',
    why: 'The number of partitions and compaction of a stream are fixed at its creation.',
    fix: 'Declare it as it was created, or use a new name.',
  },
  OFFSET_UNKNOWN: {
    category: 'invalid',
    why: 'A group can only go to an offset that its partition has, or to its end.',
    fix: 'Ask `ranges` for the first and next offset of each partition.',
  },
  ENGINE_CLOSED: {
    category: 'unavailable',
    why: 'The engine was closed, or its storage stopped, so it takes no more work.',
    fix: 'Open it again; if it stopped by itself, details.reason and the log say why.',
  },
  ENGINE_OVERLOADED: {
    category: 'rate-limited',
    why: 'More is waiting to be committed than the engine keeps in memory.',
    fix: 'Await earlier sends before sending more, or raise the engine\'s option `maxPending`.',
  },
  SETTLED_TWICE: {
    category: 'conflict',
    why: 'A delivery is settled once; the unit that settles it again took no effect.',
    fix: 'Settle each delivery in one unit only.',
  },
  CAPABILITY_NOT_OFFERED: {
    category: 'misconfigured',
    why: 'The engine declares that it does not offer this; nothing is silently ignored.',
    fix: 'Leave out what asks for it, or choose an engine whose capabilities have it.',
  },
});
