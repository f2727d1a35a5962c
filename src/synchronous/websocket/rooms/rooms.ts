import type { Json } from '../../../kernel/schema.ts';
import { websocketErrors } from '../errors.ts';
import type { WebsocketOptions } from '../options.ts';
import { serverFrame } from '../protocol/write.ts';

/** Largest state of a member, characters of its JSON. */
const stateLength = 1_024;

/** Who is in a room, as the others see it. */
export interface Member {
  /** The connection. */
  readonly id: string;
  readonly subject?: string;
  readonly state?: Json;
}

/** A client as rooms see it. */
export interface Occupant {
  readonly id: string;
  readonly subject: string | undefined;
  readonly full: boolean;
  send(frame: Buffer): void;
  /** It reads too slowly to know who is there. */
  tooSlow(where: string): void;
}

/** The rooms of one socket in this process. A room is there as long as somebody is in it. */
export class Rooms {
  readonly #rooms = new Map<string, Map<Occupant, Member>>();
  readonly #options: WebsocketOptions;

  constructor(options: WebsocketOptions) {
    this.#options = options;
  }

  /** Enters a room, or changes one's state in it; answers with who is there. Throws `WEBSOCKET_LIMIT_EXCEEDED`, `WEBSOCKET_MESSAGE_INVALID`. */
  join(occupant: Occupant, name: string, state: Json | undefined): readonly Member[] {
    if (state !== undefined && JSON.stringify(state).length > stateLength) throw websocketErrors.WEBSOCKET_MESSAGE_INVALID(`The state of a member has at most ${stateLength} characters.`);
    const room = this.#rooms.get(name) ?? new Map<Occupant, Member>();
    const before = room.get(occupant);
    if (before === undefined && room.size >= this.#options.roomMembers) throw websocketErrors.WEBSOCKET_LIMIT_EXCEEDED(`A room has at most ${this.#options.roomMembers} members (option roomMembers).`);
    const member: Member = { id: occupant.id, ...(occupant.subject === undefined ? {} : { subject: occupant.subject }), ...(state === undefined ? {} : { state }) };
    this.#rooms.set(name, room.set(occupant, member));
    this.#present(name, room, occupant, before === undefined ? 'joined' : 'changed', member);
    return Array.from(room.values());
  }

  leave(occupant: Occupant, name: string): void {
    const room = this.#rooms.get(name);
    const member = room?.get(occupant);
    if (room === undefined || member === undefined) return;
    room.delete(occupant);
    if (room.size === 0) this.#rooms.delete(name);
    this.#present(name, room, occupant, 'left', { id: member.id });
  }

  /** Tells the others. What is told is kept nowhere: a client that reads too slowly misses it. Throws `WEBSOCKET_ROOM_REFUSED`. */
  tell(occupant: Occupant, name: string, event: string, data: unknown): void {
    const room = this.#rooms.get(name);
    if (room?.has(occupant) !== true) throw websocketErrors.WEBSOCKET_ROOM_REFUSED(`The client is not in the room ${JSON.stringify(name)}.`);
    const frame = serverFrame({ type: 'told', room: name, event, member: occupant.id, data });
    for (const other of room.keys()) if (other !== occupant && !other.full) other.send(frame);
  }

  #present(name: string, room: ReadonlyMap<Occupant, Member>, occupant: Occupant, change: 'joined' | 'left' | 'changed', member: Member): void {
    const frame = serverFrame({ type: 'presence', room: name, change, member });
    for (const other of room.keys()) {
      if (other === occupant) continue;
      if (other.full) other.tooSlow(`room ${name}`);
      else other.send(frame);
    }
  }
}
