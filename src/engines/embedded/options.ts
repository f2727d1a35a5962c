import { choice, size, text } from '../../kernel/option-kinds.ts';
import type { Given, Values } from '../../kernel/options.ts';
import { required } from '../../kernel/options.ts';

/** Options of the embedded engine. */
export const embeddedOptions = {
  directory: required(text({ description: 'Where the files are. One process owns it; it is created where it is missing.', maxLength: 4_096 })),
  durability: choice(['full', 'relaxed'], {
    description: 'full: what was acknowledged survives power loss. relaxed: it survives the end of the process, but power loss takes the last moments.',
    fallback: 'full',
  }),
  memory: size({ description: 'Bytes that recently written messages may take in memory, for consumers near the head; as many again for messages that receivers hold.', fallback: 8_388_608, minimum: 1_048_576 }),
  maxPending: size({ description: 'Bytes that may wait to be committed; more is refused with ENGINE_OVERLOADED.', fallback: 67_108_864, minimum: 1_048_576 }),
};

export type EmbeddedGiven = Given<typeof embeddedOptions>;
export type EmbeddedOptions = Values<typeof embeddedOptions>;
