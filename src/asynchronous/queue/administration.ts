import type { DeadLetterAdministration, MessageView, QueueAdministration } from '../../driver/administration.ts';
import type { MethodHost } from '../../driver/method.ts';
import type { QueueDriver } from '../../driver/queue.ts';
import type { StateOperation } from '../../driver/state-store.ts';
import type { QueueMessage } from '../../kernel/message.ts';
import { DeliveryAdministration } from '../delivery/administration.ts';
import type { Bodies } from '../delivery/administration.ts';
import type { Consumer } from '../delivery/consumer.ts';
import { viewMessage } from '../delivery/view.ts';
import type { Claims } from './claims.ts';

const largestPeek = 1_000;
/** Messages of a parked line that are removed at a time. */
const together = 200;

/** What a person can do with one queue. */
export class QueueControl implements QueueAdministration {
  readonly name: string;
  readonly deadLetters: DeadLetterAdministration;
  readonly #driver: QueueDriver;
  readonly #host: MethodHost;
  readonly #consumer: Consumer;
  readonly #claims: Claims | undefined;

  constructor(name: string, host: MethodHost, driver: QueueDriver, consumer: Consumer, claims: Claims | undefined, check: Bodies['check']) {
    this.name = name;
    this.#driver = driver;
    this.#host = host;
    this.#consumer = consumer;
    this.#claims = claims;
    const letters = new DeliveryAdministration(consumer.setting, consumer.dispatcher, {
      read: (message) => this.#body(message),
      check,
      discard: (message) => this.#claims?.remove(message) ?? [],
    });
    this.deadLetters = letters;
    consumer.expires((before) => letters.expire(before));
  }

  async depth() {
    const { parked, letters, waiting, oldestHeld } = this.#consumer.dispatcher;
    const [depth, parkedCount, deadLetters] = await Promise.all([this.#driver.depth(this.name), parked.total(), letters.count()]);
    // What was taken ahead of its handler still waits, and the engine does not know it.
    const heldFor = oldestHeld === undefined ? 0 : this.#consumer.setting.clock.now() - oldestHeld;
    return { ...depth, oldestAge: heldFor > (depth.oldestAge ?? 0) ? heldFor : depth.oldestAge, parked: parkedCount, deadLetters, retrying: waiting };
  }

  async peek(limit = 100): Promise<readonly MessageView[]> {
    const messages = await this.#driver.peek(this.name, Math.min(limit, largestPeek));
    return Promise.all(messages.map(async (message) => viewMessage(message, await this.#body(message))));
  }

  async purge(): Promise<number | undefined> {
    const claims = await this.#waitingClaims();
    const purged = await this.#driver.purge(this.name);
    const parked = await this.#purgeParked();
    if (claims.length > 0) await this.#host.stateEngine.commit({ state: claims });
    return purged === undefined ? undefined : purged + parked;
  }

  /** The bodies kept apart of what waits with the engine. */
  async #waitingClaims(): Promise<readonly StateOperation[]> {
    if (this.#claims === undefined) return [];
    const { ready, delayed } = await this.#driver.depth(this.name);
    const waiting = await this.#driver.peek(this.name, ready + (delayed ?? 0));
    return waiting.flatMap((message) => this.#claims?.remove(message) ?? []);
  }

  async #purgeParked(): Promise<number> {
    const { parked, committer } = this.#consumer.dispatcher;
    let count = 0;
    for (const name of Array.from(parked.names())) {
      const end = parked.end(name);
      // A page at a time, since a line may be longer than the memory; what comes behind it meanwhile stays.
      for (let entries = await parked.read(name, together); entries.length > 0; ) {
        const purged = entries.filter(({ entry }) => Number(entry) < end);
        committer.write(purged.flatMap(({ entry, message }) => [parked.remove(name, entry), ...(this.#claims?.remove(message) ?? [])]));
        await committer.flushed();
        count += purged.length;
        entries = purged.length < entries.length ? [] : await parked.read(name, together, entries.at(-1)?.entry);
      }
    }
    return count;
  }

  get paused(): boolean {
    return this.#consumer.dispatcher.paused;
  }

  pause(): void {
    this.#consumer.dispatcher.pause(true);
  }

  resume(): void {
    this.#consumer.dispatcher.pause(false);
  }

  async #body(message: QueueMessage): Promise<Uint8Array> {
    const claim = this.#claims?.of(message);
    return claim === undefined ? message.data : ((await this.#claims?.fetch(claim)) ?? message.data);
  }
}
