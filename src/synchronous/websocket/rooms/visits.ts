import type { Caller } from '../../../kernel/handler.ts';
import { websocketErrors } from '../errors.ts';
import type { FrameOfType } from '../protocol/frames.ts';
import type { Surroundings } from '../surroundings.ts';
import type { Member, Occupant } from './rooms.ts';

/** A client as it visits rooms. */
export interface Visitor extends Occupant {
  readonly caller: Caller | undefined;
  readonly isOpen: boolean;
}

/** The rooms that one client is in, and what it tells there. */
export class Visits {
  readonly #socket: Surroundings;
  readonly #visitor: Visitor;
  readonly #rooms = new Set<string>();
  #tells = { since: 0, count: 0 };

  constructor(socket: Surroundings, visitor: Visitor) {
    this.#socket = socket;
    this.#visitor = visitor;
  }

  /** Throws `WEBSOCKET_LIMIT_EXCEEDED`, `WEBSOCKET_ROOM_REFUSED`. */
  async join({ room, state }: FrameOfType<'join'>): Promise<{ readonly member: string; readonly members: readonly Member[] }> {
    if (!this.#rooms.has(room)) {
      this.#requireSpace();
      await this.#socket.admit(room, this.#visitor.caller);
      // It may have gone, or entered others, meanwhile.
      this.#requireSpace();
    }
    const members = this.#socket.rooms.join(this.#visitor, room, state);
    this.#rooms.add(room);
    return { member: this.#visitor.id, members };
  }

  async leave(room: string): Promise<null> {
    this.#rooms.delete(room);
    this.#socket.rooms.leave(this.#visitor, room);
    return null;
  }

  /** Throws `WEBSOCKET_LIMIT_EXCEEDED`, `WEBSOCKET_EVENT_UNKNOWN`, `DATA_INVALID`, `WEBSOCKET_ROOM_REFUSED`. */
  async tell({ room, event, data }: FrameOfType<'tell'>): Promise<null> {
    this.#countTell();
    this.#socket.rooms.tell(this.#visitor, room, event, await this.#socket.told(event, data, this.#visitor.caller));
    return null;
  }

  /** The client is gone. */
  end(): void {
    for (const room of this.#rooms) this.#socket.rooms.leave(this.#visitor, room);
  }

  #requireSpace(): void {
    const { rooms } = this.#socket.options;
    if (!this.#visitor.isOpen || this.#rooms.size >= rooms) throw websocketErrors.WEBSOCKET_LIMIT_EXCEEDED(`A client is in at most ${rooms} rooms (option rooms).`);
  }

  /** Each goes to everybody in the room. */
  #countTell(): void {
    const { tellsPerSecond } = this.#socket.options;
    const now = this.#socket.host.clock.monotonic();
    if (now - this.#tells.since >= 1_000) this.#tells = { since: now, count: 0 };
    this.#tells.count += 1;
    if (this.#tells.count > tellsPerSecond) throw websocketErrors.WEBSOCKET_LIMIT_EXCEEDED({ what: `A client tells rooms at most ${tellsPerSecond} events a second (option tellsPerSecond).`, retryAfter: 1_000 });
  }
}
