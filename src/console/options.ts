import { flag, integer, text } from '../kernel/option-kinds.ts';
import type { Given, Values } from '../kernel/options.ts';

/** Options of the admin API. */
export const adminFields = {
  port: integer({ description: 'TCP port of the admin API; 0 takes a free one, which the token file names.', fallback: 0, maximum: 65_535 }),
  host: text({ description: 'Address to listen on: a loopback address, unless `exposed` is set.', fallback: '127.0.0.1' }),
  exposed: flag({
    description: 'Allows an address that is not loopback. Whoever reaches it and has the token reads, changes and removes every message, and nothing is encrypted on the way.',
    fallback: false,
  }),
  directory: text({ description: 'Where the token file admin.json is kept. Default: .isthmus/NAME, where the commands look for it.', maxLength: 1_000 }),
} as const;

/** Options of the admin API as a person writes them. */
export type AdminGiven = Given<typeof adminFields>;
/** Options of the admin API with their defaults. */
export type AdminOptions = Values<typeof adminFields>;
