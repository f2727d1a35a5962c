import type { Json } from '../../../kernel/schema.ts';

/** An error as it travels: a problem document (RFC 9457). */
export interface ProblemFrame {
  readonly code: string;
  readonly detail: string;
  readonly [member: string]: unknown;
}

/** What a client may say. Ids of a client's own calls are positive; negative ones belong to calls of the server. */
export type ClientFrame =
  | { readonly type: 'call'; readonly id: number; readonly operation: string; readonly input?: unknown; readonly deadline?: number; readonly credit?: number; readonly key?: string; readonly traceparent?: string }
  | { readonly type: 'item'; readonly id: number; readonly value: unknown }
  | { readonly type: 'end'; readonly id: number }
  | { readonly type: 'credit'; readonly id: number; readonly count: number }
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'result'; readonly id: number; readonly output?: unknown }
  | { readonly type: 'error'; readonly id: number; readonly error: ProblemFrame }
  | { readonly type: 'subscribe'; readonly id: number; readonly event: string; readonly keys?: readonly string[]; readonly next?: readonly number[]; readonly from?: 'now' | 'beginning' }
  | { readonly type: 'unsubscribe'; readonly id: number; readonly event: string }
  | { readonly type: 'join'; readonly id: number; readonly room: string; readonly state?: Json }
  | { readonly type: 'leave'; readonly id: number; readonly room: string }
  | { readonly type: 'tell'; readonly id: number; readonly room: string; readonly event: string; readonly data: unknown }
  | { readonly type: 'authenticate'; readonly id: number; readonly token: string }
  | { readonly type: 'ping' };

export type ClientFrameType = ClientFrame['type'];
/** One kind of frame. */
export type FrameOfType<T extends ClientFrameType> = Extract<ClientFrame, { readonly type: T }>;
