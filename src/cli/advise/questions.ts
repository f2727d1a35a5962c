import type { Choice } from '../../advisor/index.ts';
import type { Needs } from '../../kernel/needs.ts';

type Known = Partial<Needs>;

/** One question of the interview. */
export interface Question {
  readonly need: keyof Needs;
  readonly text: string;
  /** `always`: of every connection; `engine`: where messages wait somewhere; else only while the answer could change the advice. */
  readonly asked?: 'always' | 'engine';
  /** Whether it makes sense after what was said. */
  readonly when?: (needs: Known) => boolean;
}

/** The ways that need an engine. */
export const onEngine: ReadonlySet<Choice> = new Set(['queue', 'stream', 'publish-subscribe', 'job', 'webhook']);

const talks = ({ volume }: Known) => volume !== 'bulk';
const answers = ({ reply }: Known) => reply !== 'none';
const tells = ({ reply }: Known) => reply !== 'now';
const partner = ({ startedBy, client }: Known) => startedBy === 'third-party' || client === 'partner';

/** In the order of a sensible talk: what it is, then how much, then what must hold. */
export const questions: readonly Question[] = [
  { need: 'reply', text: 'Does the sender need an answer, and when?', asked: 'always' },
  { need: 'startedBy', text: 'Who starts the exchange?', asked: 'always' },
  { need: 'client', text: 'What is at the other end?', asked: 'always' },
  { need: 'volume', text: 'How much at a time: one thing, a few, or many rows or files?', asked: 'always' },
  { need: 'processing', text: 'How long does the work on one take (99 of 100 are faster)?', asked: 'always', when: (needs) => answers(needs) && talks(needs) },
  { need: 'direction', text: 'Who speaks once connected?', when: talks },
  { need: 'updateGap', text: 'How much time may pass between two updates?', when: ({ direction }) => direction !== undefined && direction !== 'one-way' },
  { need: 'streaming', text: 'Does a sequence of items belong to one call?', when: talks },
  { need: 'partnerFilesOnly', text: 'Does the partner exchange files only?', when: partner },
  { need: 'partnerPushes', text: 'Can the partner call us?', when: (needs) => partner(needs) && needs.partnerFilesOnly !== true },
  { need: 'sourceLogOnly', text: 'Does the source offer nothing but its database (log)?' },
  { need: 'freshness', text: 'How old may the receiver\'s copy be?', when: ({ volume }) => volume === 'bulk' },
  { need: 'targetTransforms', text: 'Can the target transform what it loads?', when: ({ volume }) => volume === 'bulk' },
  { need: 'independentReceivers', text: 'How many systems read the same message, each for itself?', when: (needs) => tells(needs) && talks(needs) },
  { need: 'replay', text: 'Must readers be able to go back and read again?', when: (needs) => tells(needs) && talks(needs) },
  { need: 'lateReaders', text: 'Must readers that come later see what was said before?', when: (needs) => tells(needs) && talks(needs) },
  { need: 'nestedReads', text: 'Do screens read nested or varying data?', when: answers },
  { need: 'lowLatency', text: 'Does every millisecond between the services count?', when: ({ client }) => client === 'service' },
  { need: 'polyglot', text: 'Are the two sides written in different languages?', when: ({ client }) => client === 'service' },
  { need: 'clientKinds', text: 'How many kinds of client are there?', when: answers },
  { need: 'payloadsDiffer', text: 'Do kinds of client need different data?', when: ({ clientKinds = 1 }) => clientKinds > 1 },
  { need: 'order', text: 'What must stay in order?', asked: 'engine' },
  { need: 'loss', text: 'May a message be lost?', asked: 'engine' },
  { need: 'rate', text: 'How many per second, on average?', asked: 'engine' },
  { need: 'payload', text: 'How large is one message?', asked: 'engine' },
  { need: 'servers', text: 'How many instances of the receiver run?', asked: 'engine' },
];
