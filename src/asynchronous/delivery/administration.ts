import type { DeadLetter, DeadLetterAdministration, Page, ParkedKey } from '../../driver/administration.ts';
import type { StateOperation } from '../../driver/state-store.ts';
import { jsonBytes } from '../../kernel/json.ts';
import { plainMessage } from '../../kernel/message.ts';
import type { QueueMessage } from '../../kernel/message.ts';
import type { StoredDeadLetter } from './dead-letters.ts';
import type { Dispatcher } from './dispatcher.ts';
import { deliveryErrors } from './errors.ts';
import { activate, keyOfLine } from './parked.ts';
import type { ParkedLine } from './parked.ts';
import { Redriver } from './redrive.ts';
import type { ConsumerSetting } from './item.ts';
import { viewDeadLetter } from './view.ts';

const largestPage = 1_000;
/** Dead letters that are looked at together: each has its whole message. */
const together = 100;

/** The extension attribute of a message that says where its body is kept. */
export const claimAttribute = 'claim';

/** What the method knows about the bodies of its messages. */
export interface Bodies {
  /** The body, where it is kept apart. */
  read(message: QueueMessage): Promise<Uint8Array>;
  /** Checks new data against the contract; answers with it and the key that follows from it. */
  check(data: unknown): Promise<{ readonly data: unknown; readonly key: string | undefined }>;
  /** What removing the message for good adds: the body that is kept apart. */
  discard(message: QueueMessage): readonly StateOperation[];
}

/** Dead letters and parked keys of one consumer. */
export class DeliveryAdministration implements DeadLetterAdministration {
  readonly #setting: ConsumerSetting;
  readonly #dispatcher: Dispatcher;
  readonly #bodies: Bodies;
  readonly #redriver: Redriver;
  /** One change after the other: each looks at what the one before left. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(setting: ConsumerSetting, dispatcher: Dispatcher, bodies: Bodies) {
    this.#setting = setting;
    this.#dispatcher = dispatcher;
    this.#bodies = bodies;
    this.#redriver = new Redriver(setting, dispatcher);
  }

  count(): Promise<number> {
    return this.#dispatcher.letters.count();
  }

  async list({ limit = 100, after }: Page = {}): Promise<readonly DeadLetter[]> {
    const letters = await this.#dispatcher.letters.list(Math.min(limit, largestPage), after);
    return Promise.all(letters.map((letter) => this.#view(letter)));
  }

  async show(id: string): Promise<DeadLetter> {
    return this.#view(await this.#letter(id));
  }

  edit(id: string, data: unknown): Promise<DeadLetter> {
    return this.#next(async () => {
      const letter = await this.#letter(id);
      const checked = await this.#bodies.check(data);
      const { facts, message } = letter;
      if (facts.line !== undefined && checked.key !== message.key) throw deliveryErrors.DEAD_LETTER_KEY(`The dead letter ${id} has the key ${JSON.stringify(message.key)}, and the new data the key ${JSON.stringify(checked.key)}.`);
      const { callers } = this.#setting;
      const caller = callers.read(message);
      const bare = withBody(message, jsonBytes(checked.data), checked.key);
      const changed = caller === undefined ? bare : callers.write(bare, caller);
      await this.#write([this.#dispatcher.letters.put(id, facts, changed), ...this.#bodies.discard(message)]);
      return this.show(id);
    });
  }

  redrive(id: string): Promise<void> {
    return this.#next(async () => this.#redriver.some([await this.#letter(id)]));
  }

  redriveAll(): Promise<number> {
    return this.#next(() => this.#redriver.all());
  }

  discard(id: string): Promise<void> {
    return this.#next(async () => this.#discard([await this.#letter(id)]));
  }

  /** Discards those that died at a time or before; answers with when the oldest one left died. */
  expire(before: number): Promise<number | undefined> {
    return this.#next(async () => {
      for (;;) {
        const letters = await this.#dispatcher.letters.list(together, undefined);
        const left = letters.findIndex(({ facts }) => facts.diedAt > before);
        await this.#discard(left < 0 ? letters : letters.slice(0, left));
        if (left >= 0 || letters.length < together) return letters[left]?.facts.diedAt;
      }
    });
  }

  async #discard(letters: readonly StoredDeadLetter[]): Promise<void> {
    const free: StateOperation[] = [];
    for (const { id, facts, message } of letters) {
      const operations = [this.#dispatcher.letters.remove(id), ...this.#bodies.discard(message)];
      const flag = facts.line === undefined ? undefined : this.#dispatcher.parked.get(facts.line);
      if (facts.line === undefined || flag?.deadLetter !== id) free.push(...operations);
      else await this.#letGo(facts.line, flag, operations);
    }
    if (free.length > 0) await this.#write(free);
  }

  async #letGo(line: string, flag: ParkedLine, operations: readonly StateOperation[]): Promise<void> {
    const { parked, resumption } = this.#dispatcher;
    const grown = parked.grow(line);
    try {
      await this.#write([...operations, activate(parked, line, this.#setting.clock)]);
    } catch (error) {
      parked.restore(line, flag);
      throw error;
    } finally {
      grown();
    }
    resumption.at(line, 0);
  }

  async parkedKeys({ limit = 100, after }: Page = {}): Promise<readonly ParkedKey[]> {
    const { parked } = this.#dispatcher;
    const names = Array.from(parked.names()).sort().filter((name) => after === undefined || name > after);
    const views = names.slice(0, Math.min(limit, largestPage)).map(async (name): Promise<ParkedKey | undefined> => {
      const line = parked.get(name);
      const waiting = await parked.count(name);
      if (line === undefined) return undefined;
      return { id: name, key: keyOfLine(name), state: line.state, since: line.since, until: line.state === 'active' ? line.until : undefined, deadLetter: line.deadLetter, waiting };
    });
    return (await Promise.all(views)).filter((view) => view !== undefined);
  }

  async #letter(id: string): Promise<StoredDeadLetter> {
    const letter = await this.#dispatcher.letters.get(id);
    if (letter === undefined) throw deliveryErrors.DEAD_LETTER_UNKNOWN(`"${this.#setting.name}" has no dead letter ${JSON.stringify(id)}.`);
    return letter;
  }

  async #view(letter: StoredDeadLetter): Promise<DeadLetter> {
    return viewDeadLetter(letter, await this.#bodies.read(letter.message));
  }

  async #write(operations: readonly StateOperation[]): Promise<void> {
    await this.#dispatcher.committer.flushed();
    await this.#setting.host.stateEngine.commit({ state: operations });
  }

  #next<T>(change: () => Promise<T>): Promise<T> {
    const result = this.#last.then(change);
    this.#last = result.catch(() => undefined);
    return result;
  }
}

function withBody(message: QueueMessage, data: Uint8Array, key: string | undefined): QueueMessage {
  const { [claimAttribute]: _kept, ...extensions } = message.extensions ?? {};
  return { ...plainMessage(message), extensions, key, data };
}
