import { parseJsonText } from '../../../kernel/json.ts';
import { websocketErrors } from '../errors.ts';
import type { ClientFrame, ClientFrameType } from './frames.ts';

type Check = (value: unknown) => boolean;

const text = (longest: number): Check => (value) => typeof value === 'string' && value.length > 0 && value.length <= longest;
const whole = (least: number, most: number = Number.MAX_SAFE_INTEGER): Check => (value) => Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;
const optional = (check: Check): Check => (value) => value === undefined || check(value);
const listOf = (check: Check): Check => (value) => Array.isArray(value) && value.every(check);
const anything: Check = () => true;
const present: Check = (value) => value !== undefined;
const problem: Check = (value) => typeof value === 'object' && value !== null && typeof (value as { code?: unknown }).code === 'string' && typeof (value as { detail?: unknown }).detail === 'string';
const own = whole(1);
const theirs: Check = (value) => Number.isSafeInteger(value) && (value as number) < 0;
const name = text(200);

/** The members of each kind of frame; others are refused. */
const shapes: Readonly<Record<ClientFrameType, Readonly<Record<string, Check>>>> = {
  call: { id: own, operation: name, input: anything, deadline: optional(whole(1)), credit: optional(whole(0)), key: optional(text(255)), traceparent: optional(text(55)) },
  item: { id: own, value: present },
  end: { id: own },
  credit: { id: own, count: whole(1) },
  cancel: { id: own },
  result: { id: theirs, output: anything },
  error: { id: theirs, error: problem },
  subscribe: { id: own, event: name, keys: optional(listOf(text(1_000))), next: optional(listOf(whole(0))), from: optional((value) => value === 'now' || value === 'beginning') },
  unsubscribe: { id: own, event: name },
  join: { id: own, room: name, state: anything },
  leave: { id: own, room: name },
  tell: { id: own, room: name, event: name, data: present },
  authenticate: { id: own, token: text(16_384) },
  ping: {},
};

/** Reads a message of a client, which is UTF-8. Throws `JSON_MALFORMED`, `DATA_TOO_DEEP` or `WEBSOCKET_MESSAGE_INVALID`. */
export function readClientFrame(payload: Buffer, maximumDepth: number): ClientFrame {
  const value = parseJsonText(payload.toString(), maximumDepth);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw websocketErrors.WEBSOCKET_MESSAGE_INVALID('A message is a JSON object.');
  const given = value as Readonly<Record<string, unknown>>;
  const type = given['type'];
  if (typeof type !== 'string' || !Object.hasOwn(shapes, type)) throw websocketErrors.WEBSOCKET_MESSAGE_INVALID(`There is no message of the type ${JSON.stringify(type)?.slice(0, 60)}.`);
  const shape = shapes[type as ClientFrameType];
  for (const member in shape) if (shape[member]?.(given[member]) === false) throw websocketErrors.WEBSOCKET_MESSAGE_INVALID(`The member "${member}" of a message "${type}" is missing or wrong.`);
  for (const member in given) if (member !== 'type' && shape[member] === undefined) throw websocketErrors.WEBSOCKET_MESSAGE_INVALID(`A message "${type}" has no member ${JSON.stringify(member.slice(0, 60))}.`);
  // Every member was checked against its kind above.
  return given as unknown as ClientFrame;
}
