import { createHmac, timingSafeEqual } from 'node:crypto';
import type { CallerAttribute, PlannedLink } from '../../driver/method.ts';
import type { Engine } from '../../driver/engine.ts';
import type { Caller } from '../../kernel/handler.ts';
import { plainMessage } from '../../kernel/message.ts';
import type { Message, QueueMessage } from '../../kernel/message.ts';
import { claimAttribute } from './administration.ts';

/** The extension attribute of a message that says on whose behalf it was sent. */
export const callerAttribute = 'caller';

/** Only this app writes into the engine: the caller travels as plain JSON. */
export const plainCallers: CallerAttribute = {
  write: (message, caller) => withAttribute(message, JSON.stringify(caller)),
  read: (message) => callerFrom(message.extensions?.[callerAttribute]),
};

/** Nobody could tell a true caller from a forged one: it does not travel. */
export const droppedCallers: CallerAttribute = {
  write: (message) => message,
  read: () => undefined,
};

/**
 * The caller as JSON (base64url), a dot, and an HMAC-SHA-256 over it and what the message says, so that it can't be moved to another
 * message. The first key signs; each of them verifies, so that keys can be changed.
 */
export function signedCallers(keys: readonly string[]): CallerAttribute {
  const [first] = keys;
  if (first === undefined) return droppedCallers;
  return {
    write: (message, caller) => {
      const claim = Buffer.from(JSON.stringify(caller)).toString('base64url');
      return withAttribute(message, `${claim}.${signature(first, claim, message).toString('base64url')}`);
    },
    read: (message) => verified(message, keys),
  };
}

/** How the caller travels on links that share a queue or stream: plainly inside, signed through a door, not at all where somebody outside of the app reads. */
export function callersFor(links: readonly PlannedLink[], { inside }: Pick<Engine, 'inside'>, keys: readonly string[]): CallerAttribute {
  if (inside) return plainCallers;
  return links.some(({ to, handlers }) => handlers.size < to.length) ? droppedCallers : signedCallers(keys);
}

function verified(message: Message, keys: readonly string[]): Caller | undefined {
  const attribute = message.extensions?.[callerAttribute];
  const [claim, given, ...rest] = attribute?.split('.') ?? [];
  if (claim === undefined || given === undefined || rest.length > 0) return undefined;
  const bytes = Buffer.from(given, 'base64url');
  const fits = keys.some((key) => {
    const expected = signature(key, claim, message);
    return expected.length === bytes.length && timingSafeEqual(expected, bytes);
  });
  return fits ? callerFrom(Buffer.from(claim, 'base64url').toString('utf8')) : undefined;
}

function signature(key: string, claim: string, { id, source, type, subject, key: messageKey, dataschema, extensions, data }: Message): Buffer {
  const said = JSON.stringify([claim, id, source, type, subject ?? null, messageKey ?? null, dataschema ?? null, extensions?.[claimAttribute] ?? null]);
  return createHmac('sha256', key).update(said).update('\n').update(data).digest();
}

function withAttribute(message: QueueMessage, value: string): QueueMessage {
  return { ...plainMessage(message), extensions: { ...message.extensions, [callerAttribute]: value } };
}

/** What does not have the form of a caller is none. */
function callerFrom(text: string | undefined): Caller | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isCaller(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isCaller(value: unknown): value is Caller {
  if (typeof value !== 'object' || value === null || !('subject' in value) || typeof value.subject !== 'string') return false;
  if ('tenant' in value && typeof value.tenant !== 'string') return false;
  return !('scopes' in value) || (Array.isArray(value.scopes) && value.scopes.every((scope) => typeof scope === 'string'));
}
