import type { StateOperation } from '../../driver/state-store.ts';
import { plainMessage } from '../../kernel/message.ts';
import type { QueueMessage } from '../../kernel/message.ts';
import type { DeadLetterFacts, StoredDeadLetter } from './dead-letters.ts';
import type { Dispatcher } from './dispatcher.ts';
import { noAttempts } from './failure.ts';
import type { ConsumerSetting } from './item.ts';
import { activate, lineOfMessage } from './parked.ts';

/** Dead letters that are moved at a time: each has its whole message. */
const together = 100;

const lineOf = ({ facts }: Pick<StoredDeadLetter, 'facts'>): string => facts.line ?? lineOfMessage(facts.identity);

/** Sends dead letters again: before everything of their keys that waits, in their order. A key that another dead letter holds stays parked. */
export class Redriver {
  readonly #setting: ConsumerSetting;
  readonly #dispatcher: Dispatcher;

  constructor(setting: ConsumerSetting, dispatcher: Dispatcher) {
    this.#setting = setting;
    this.#dispatcher = dispatcher;
  }

  /** Every one that there is now; answers with how many. */
  async all(): Promise<number> {
    const ids = await this.#idsByLine();
    let count = 0;
    for (const [line, own] of ids) {
      await this.#redrive(line, own);
      count += own.length;
    }
    return count;
  }

  async some(letters: readonly StoredDeadLetter[]): Promise<void> {
    for (const [line, own] of Map.groupBy(letters, lineOf)) await this.#redrive(line, own.map(({ id }) => id));
  }

  /** Without their messages, which may be more than fit into memory. */
  async #idsByLine(): Promise<ReadonlyMap<string, string[]>> {
    const ids = new Map<string, string[]>();
    for (let last: string | undefined; ; ) {
      const letters = await this.#dispatcher.letters.list(together, last);
      for (const letter of letters) {
        const line = lineOf(letter);
        const own = ids.get(line);
        if (own === undefined) ids.set(line, [letter.id]);
        else own.push(letter.id);
      }
      last = letters.at(-1)?.id;
      if (letters.length < together || last === undefined) return ids;
    }
  }

  /** Moves some after the other; the line goes on once the last one is there, so that it finds them in order. */
  async #redrive(line: string, ids: readonly string[]): Promise<void> {
    const { parked, resumption } = this.#dispatcher;
    const flag = parked.get(line);
    const held = flag?.state === 'poisoned' && !ids.some((id) => id === flag.deadLetter);
    const grown = parked.grow(line);
    try {
      const start = await parked.front(line, ids.length);
      for (let first = 0; first < ids.length; first += together) {
        const last = first + together >= ids.length;
        const flags = held ? [] : [last ? activate(parked, line, this.#setting.clock) : this.#hold(line, ids.at(-1))];
        await this.#move(line, ids.slice(first, first + together), start + first, flags);
      }
    } catch (error) {
      parked.restore(line, flag);
      throw error;
    } finally {
      grown();
      if (!held) resumption.at(line, 0);
    }
  }

  /** What arrives meanwhile stands behind. Should the process end, redriving the last one lets the line go on. */
  #hold(line: string, deadLetter: string | undefined): StateOperation {
    return this.#dispatcher.parked.flag(line, { state: 'poisoned', until: 0, since: this.#setting.clock.now(), deadLetter });
  }

  async #move(line: string, ids: readonly string[], start: number, flags: readonly StateOperation[]): Promise<void> {
    const { parked, letters, committer } = this.#dispatcher;
    const operations = [...flags];
    for (const [index, id] of ids.entries()) {
      const letter = await letters.get(id);
      // One that is kept for a time only may be gone by now.
      if (letter === undefined) continue;
      const facts = { identity: letter.facts.identity, record: { ...noAttempts, history: letter.facts.history } };
      operations.push(parked.put(line, parked.place(start + index), facts, revived(letter.message, letter.facts)), letters.remove(id));
    }
    await committer.flushed();
    await this.#setting.host.stateEngine.commit({ state: operations });
  }
}

/** A message whose time had passed is given another chance. */
function revived(message: QueueMessage, facts: DeadLetterFacts): QueueMessage {
  return facts.reason === 'expired' ? { ...plainMessage(message), expiresAt: undefined } : message;
}
