import type { ContractKind, Shape } from '../../src/kernel/contract.ts';
import type { Message } from '../../src/kernel/message.ts';
import type { Fault } from '../../src/kernel/options.ts';
import type { Capability } from '../../src/kernel/capability.ts';
import type { Engine } from '../../src/driver/engine.ts';
import type { Method, MethodHost, MethodRunner, PlannedLink, RunningMethod } from '../../src/driver/method.ts';

/** A method that hands what is emitted to a queue of its engine and runs no handlers: enough to see what the app does with methods. */
export class FakeRunner implements MethodRunner {
  readonly name = 'fake';
  readonly steps: string[] = [];
  host: MethodHost | undefined;
  faults: readonly Fault[] = [];
  failAt: string | undefined;
  /** Draining waits for it. */
  draining: Promise<void> | undefined;

  check(): readonly Fault[] {
    return this.faults;
  }

  async open(links: readonly PlannedLink[], host: MethodHost): Promise<RunningMethod> {
    this.host = host;
    await this.#step('open');
    for (const each of links) if (each.contract.kind === 'event') await host.engineOf(each).queues?.declare({ name: each.contract.name, lanes: 0, deduplicationWindow: 0 });
    return {
      start: () => this.#step('start'),
      drain: async () => {
        await this.#step('drain');
        await this.draining;
      },
      close: () => this.#step('close'),
      outgoing: (link: PlannedLink, message: Message) => ({ engine: host.engineOf(link), unit: { send: [{ queue: link.contract.name, message }] } }),
    };
  }

  async #step(name: string): Promise<void> {
    this.steps.push(name);
    if (this.failAt === name) throw new Error(`fails at ${name}`);
  }
}

export function fake<K extends ContractKind = 'operation' | 'event'>(runner: FakeRunner, options: { readonly carries?: readonly K[]; readonly engine?: Engine; readonly asks?: Capability } = {}): Method<K, Shape> {
  const both = ['operation', 'event'] as ContractKind[] as K[];
  return {
    name: 'fake', carries: options.carries ?? both, shapes: ['unary'], options: {}, engine: options.engine,
    asks: options.asks === undefined ? [] : [{ capability: options.asks, because: 'the option `test`' }], runner,
  };
}
