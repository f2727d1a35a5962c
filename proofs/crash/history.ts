/** One line of what happened, in the order in which the recorder read it. The process under test writes it synchronously into a pipe. */
export type Entry =
  | { readonly kind: 'started'; readonly epoch: number }
  | { readonly kind: 'killed'; readonly epoch: number }
  /** An order is being sent, and was acknowledged. */
  | { readonly kind: 'sending' | 'acknowledged'; readonly order: string; readonly key: string; readonly n: number }
  /** The handler of an order begins, has succeeded, or has thrown. */
  | { readonly kind: 'handling' | 'handled' | 'failed'; readonly order: string; readonly key: string; readonly n: number; readonly attempt: number }
  /** What the handler emitted into a second queue arrived there. */
  | { readonly kind: 'arrived'; readonly order: string; readonly id: string }
  /** What the handler emitted into a stream was read by a group. */
  | { readonly kind: 'read'; readonly group: string; readonly partition: number; readonly offset: number; readonly order: string }
  /** The answer to a request with this idempotency key. */
  | { readonly kind: 'answer'; readonly key: string; readonly body: string }
  /** What the handler of such a request emitted arrived. */
  | { readonly kind: 'effect'; readonly key: string; readonly id: string }
  /** Orders found among the dead letters at the end. */
  | { readonly kind: 'dead'; readonly order: string };

export type History = readonly Entry[];

/** Entries of some kinds, typed. */
export function only<K extends Entry['kind']>(history: History, ...kinds: readonly K[]): ReadonlyArray<Extract<Entry, { readonly kind: K }>> {
  return history.filter((entry): entry is Extract<Entry, { readonly kind: K }> => (kinds as readonly string[]).includes(entry.kind));
}
