import { breaks } from '../rule.ts';
import type { Breaks } from '../rule.ts';

/** Changes of the alternatives of a union, and of whether a value may be null. They are seen where alternatives are paired. */
export const unionChanges = {
  added: { id: 'alternative-added', breaks: breaks.readers, fix: 'Send the new form only to who knows it, or raise the version: old readers meet a form that they don\'t know.' },
  removed: { id: 'alternative-removed', breaks: breaks.senders, fix: 'Go on taking it, or raise the version: old senders still send it.' },
  nullAdded: { id: 'null-added', breaks: { input: [], output: ['json', 'graphql'] }, fix: 'Go on sending a value always, or raise the version: old readers count on it.' },
  nullRemoved: { id: 'null-removed', breaks: breaks.senders, fix: 'Go on taking null, or raise the version: old senders still send it.' },
} as const satisfies Readonly<Record<string, { readonly id: string; readonly breaks: Breaks; readonly fix: string }>>;
