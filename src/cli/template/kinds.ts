import { jobKind } from './job.ts';
import type { Kind } from './kind.ts';
import { queueKind } from './queue.ts';
import { restKind } from './rest.ts';
import { streamKind } from './stream.ts';

/** What can be built, by the word that chooses it. */
export const kinds = { queue: queueKind, stream: streamKind, rest: restKind, job: jobKind } as const satisfies Readonly<Record<string, Kind>>;
export type KindName = keyof typeof kinds;
export const kindNames = Object.keys(kinds) as readonly KindName[];
