import { textFrame } from '../frames/encode.ts';

/** What the server says, apart from events, whose frames are made once for all who get them. */
export type ServerFrame =
  | { readonly type: 'hello'; readonly connection: string; readonly heartbeat: number; readonly limits: Readonly<Record<string, number>>; readonly expiresAt?: number }
  | { readonly type: 'call'; readonly id: number; readonly operation: string; readonly input: unknown; readonly deadline?: number; readonly traceparent?: string }
  | { readonly type: 'result'; readonly id: number; readonly output?: unknown }
  | { readonly type: 'error'; readonly id?: number; readonly error: object }
  | { readonly type: 'item'; readonly id: number; readonly value: unknown }
  | { readonly type: 'end'; readonly id: number }
  | { readonly type: 'credit'; readonly id: number; readonly count: number }
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'dropped'; readonly event: string; readonly count: number }
  | { readonly type: 'presence'; readonly room: string; readonly change: 'joined' | 'left' | 'changed'; readonly member: object }
  | { readonly type: 'told'; readonly room: string; readonly event: string; readonly member: string; readonly data: unknown }
  | { readonly type: 'expiring'; readonly at: number }
  | { readonly type: 'going'; readonly reconnectAfter: number }
  | { readonly type: 'pong' }
  | { readonly type: 'beat' };

/** A message as it travels. */
export const serverFrame = (frame: ServerFrame): Buffer => textFrame(JSON.stringify(frame));
