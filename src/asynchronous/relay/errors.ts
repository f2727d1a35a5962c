import { defineErrors } from '../../kernel/error.ts';

/** Errors of the hand-over from one engine to another. */
export const relayErrors = defineErrors({
  OUTBOX_FULL: {
    category: 'unavailable',
    why: 'The engine that they are for takes no messages, and what waits for it is limited so that the disk does not fill up.',
    fix: 'Bring that engine back; the outbox empties by itself, in order.',
  },
  OUTBOX_REFUSED: {
    category: 'internal',
    why: 'The engine that a message is for refuses it for good, so that it would block everything behind it.',
    fix: 'It is kept in the collection `outbox-refused` of the state store; look at its reason, and emit it again once mended.',
  },
});
