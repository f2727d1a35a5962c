import type { Unit } from '../../../driver/engine.ts';
import { kernelErrors } from '../../../kernel/errors.ts';
import { TextMessage } from '../../../kernel/message.ts';
import type { QueueMessage } from '../../../kernel/message.ts';
import type { EmbeddedQueue } from '../queue/queue.ts';
import type { EmbeddedStream } from '../stream/stream.ts';
import type { OpenPart } from './part.ts';
import { stateWrite } from './state-write.ts';

/** Where the contents of a unit go. */
export interface ContentTargets {
  queue(name: string): EmbeddedQueue;
  stream(name: string): EmbeddedStream;
  /** The wall clock. */
  wall(): number;
}

/** What a unit adds: messages, records, state. */
export type Contents = Pick<Unit, 'send' | 'append' | 'state'>;

/** Whether a unit only adds, without conditions: then it ends as its part does. */
export function isPlain({ settle, positions, state }: Unit): boolean {
  return settle === undefined && positions === undefined && (state === undefined || !isConditional(state));
}

/** Whether it may be refused because of what others wrote. */
export function isConditional(state: Unit['state']): boolean {
  return state?.some((operation) => operation.when !== undefined) ?? false;
}

/** Refuses what can't be committed, before anything of it has happened. */
export function checkContents({ send, append }: Contents, targets: ContentTargets): void {
  if (send !== undefined) for (const { queue, message } of send) checkMessage(targets.queue(queue), message);
  if (append !== undefined) for (const { stream, message } of append) checkData(targets.stream(stream).declaration.name, message);
}

/** Whether there is anything to write. */
export function hasContents({ send, append, state }: Contents): boolean {
  return (send?.length ?? 0) > 0 || (append?.length ?? 0) > 0 || (state?.length ?? 0) > 0;
}

/** Puts the contents into a part. */
export function addContents(part: OpenPart, { send, append, state }: Contents, targets: ContentTargets): void {
  if (state !== undefined) for (const operation of state) part.write(stateWrite(operation));
  if (send !== undefined) for (const { queue, message } of send) targets.queue(queue).send(part, message, targets.wall());
  if (append !== undefined) for (const { stream, message } of append) targets.stream(stream).append(part, message);
}

function checkMessage(queue: EmbeddedQueue, message: QueueMessage): void {
  const { priority = 0, notBefore } = message;
  checkData(queue.name, message);
  if (!Number.isInteger(priority) || priority < 0 || priority > 9) throw malformed(queue.name, `has priority ${priority}, not 0 to 9`);
  if (notBefore !== undefined && !Number.isFinite(notBefore)) throw malformed(queue.name, `has notBefore ${notBefore}, not milliseconds since 1970`);
}

function checkData(target: string, message: QueueMessage): void {
  if (!(message instanceof TextMessage) && !(message.data instanceof Uint8Array)) throw malformed(target, 'has data that is not bytes');
  if (typeof message.id !== 'string') throw malformed(target, 'has an id that is not text');
}

const malformed = (target: string, fault: string) => kernelErrors.MESSAGE_MALFORMED(`A message for "${target}" ${fault}.`);
