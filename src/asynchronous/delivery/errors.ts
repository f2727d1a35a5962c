import { defineErrors } from '../../kernel/error.ts';

/** Errors of the delivery of messages: queues, streams and jobs. */
export const deliveryErrors = defineErrors({
  HANDLER_TIMEOUT: {
    category: 'timeout',
    why: 'The handler took longer than the processing timeout, so its signal was aborted.',
    fix: 'Make the handler faster or let it follow `context.signal`, or raise the option `timeout`.',
  },
  HANDLER_STUCK: {
    category: 'timeout',
    why: 'The handler went on after its signal was aborted; it is not started again, since then two would run at the same time.',
    fix: 'Let the handler follow `context.signal`, find what it waits for, then redrive the dead letter.',
  },
  MESSAGE_EXPIRED: {
    category: 'timeout',
    why: 'Nobody waits for the message any more: its time to live passed before it was handled.',
    fix: 'Handle messages sooner (more `concurrency`), or give them more time (`timeToLive`).',
  },
  MESSAGE_CRASHED: {
    category: 'internal',
    why: 'Each time this message was being handled the process ended without warning, as often as it may be tried.',
    fix: 'Look at the end of the log of those runs (memory, native code, process.exit), mend the handler, then redrive the dead letter.',
  },
  DELIVERY_DRAINED: {
    category: 'cancelled',
    why: 'The app is shutting down; the message goes back and is delivered again.',
    fix: 'Nothing: handlers that follow `context.signal` let the app stop sooner.',
  },
  DELIVERY_LOST: {
    category: 'cancelled',
    why: 'The engine gave the message to somebody else, or the group was moved, so what this handler does would not count.',
    fix: 'Nothing: it is delivered again. Handlers that follow `context.signal` stop sooner.',
  },
  MESSAGE_NEWER: {
    category: 'unsupported',
    why: 'The message has a version of its contract that this app does not know.',
    fix: 'Deploy the app that knows this version, then redrive the dead letter.',
  },
  DEAD_LETTER_UNKNOWN: {
    category: 'not-found',
    why: 'Dead letters are known by the id that the list shows, until they are redriven or discarded.',
    fix: 'List the dead letters again.',
  },
  DEAD_LETTER_KEY: {
    category: 'invalid',
    why: 'Later messages wait behind this dead letter in the line of its key, so its key must stay.',
    fix: 'Keep the key, or discard this dead letter and emit the message anew.',
  },
});
