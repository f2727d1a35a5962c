import { defineErrors } from '../../kernel/error.ts';

/** Errors of streams. */
export const streamErrors = defineErrors({
  STREAM_OPTION_UNUSED: {
    category: 'invalid',
    why: 'A stream is a log: it has no delay, priority or deduplication, and nothing is silently ignored.',
    fix: 'Leave the option out, or carry the event by a queue.',
  },
  GROUP_UNKNOWN: {
    category: 'not-found',
    why: 'Each receiving service of this app is one group of the stream.',
    fix: 'Name a service that the links of this stream lead to.',
  },
});
