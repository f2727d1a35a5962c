import type { DataOf, Event, ReceivedDataOf } from '../../../kernel/contract.ts';
import type { Frame } from './types.ts';

/** Somebody in a room. */
export interface RoomMember {
  /** The connection. */
  readonly id: string;
  readonly subject?: string;
  readonly state?: unknown;
}

/** What a room tells. */
export interface RoomOptions {
  /** What the others see of this client. */
  readonly state?: unknown;
  /** Whenever somebody comes, goes or changes. */
  readonly onMembers?: (members: readonly RoomMember[]) => void;
}

type Request = (frame: object) => Promise<unknown>;

/** A room, joined again after each break. */
export class Room {
  readonly name: string;
  readonly #request: Request;
  readonly #options: RoomOptions;
  readonly #members = new Map<string, RoomMember>();
  readonly #handlers = new Map<string, (data: unknown, member: string) => void>();
  #state: unknown;
  /** This client's own place in it. */
  id = '';

  constructor(name: string, options: RoomOptions, request: Request) {
    this.name = name;
    this.#options = options;
    this.#state = options.state;
    this.#request = request;
  }

  get members(): readonly RoomMember[] {
    return [...this.#members.values()];
  }

  /** Tells the others. */
  async tell<C extends Event>(event: C | C['name'], data: DataOf<C>): Promise<void> {
    await this.#request({ type: 'tell', room: this.name, event: typeof event === 'string' ? event : event.name, data });
  }

  /** What the others tell. */
  on<C extends Event>(event: C | C['name'], handle: (data: ReceivedDataOf<C>, member: string) => void): this {
    this.#handlers.set(typeof event === 'string' ? event : event.name, handle as (data: unknown, member: string) => void);
    return this;
  }

  /** Changes what the others see of this client. */
  async show(state: unknown): Promise<void> {
    this.#state = state;
    await this.begin();
  }

  async begin(): Promise<void> {
    const { member, members } = (await this.#request({ type: 'join', room: this.name, ...(this.#state === undefined ? {} : { state: this.#state }) })) as { readonly member: string; readonly members: readonly RoomMember[] };
    this.id = member;
    this.#members.clear();
    for (const each of members) this.#members.set(each.id, each);
    this.#options.onMembers?.(this.members);
  }

  presence({ change, member }: Frame): void {
    const who = member as RoomMember;
    if (change === 'left') this.#members.delete(who.id);
    else this.#members.set(who.id, who);
    this.#options.onMembers?.(this.members);
  }

  told({ event, data, member }: Frame): void {
    this.#handlers.get(String(event))?.(data, String(member));
  }
}
