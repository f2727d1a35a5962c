import { z } from 'zod';

/** What a person wrote on one line: printable, not blank at either end. Said by a pattern and not by trimming, so that the published schema says all of it. */
export const lineOfText = (longest: number) => z.string().min(1).max(longest).regex(/^[!-~\u00a1-\uffff]([ -~\u00a1-\uffff]*[!-~\u00a1-\uffff])?$/);
