import type { Engine, OpenEngine } from '../../src/driver/engine.ts';
import type { Effects, Executor, Invocation, Method, MethodHost, Outcome, OwnUnit, PlannedLink } from '../../src/driver/method.ts';
import type { Clock } from '../../src/kernel/clock.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import type { Contract } from '../../src/kernel/contract.ts';
import type { Log } from '../../src/kernel/handler.ts';
import { jsonBytes } from '../../src/kernel/json.ts';
import type { QueueMessage } from '../../src/kernel/message.ts';
import type { Policies } from '../../src/kernel/policies.ts';
import { validate } from '../../src/kernel/validate.ts';
import { ReceiverMeter } from '../../src/telemetry/receiver-meter.ts';
import { callersFor } from '../../src/asynchronous/delivery/callers.ts';
import { partOf } from '../../src/kernel/json-schema.ts';

export type TestHandler = (input: never, invocation: Invocation) => unknown;

const silent: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** A link whose receiver's handler is given to the host under the same name. */
export function linkOf(contract: Contract, method: Method, to: readonly string[], policies: Partial<Policies> = {}): PlannedLink {
  const binding = { contract: contract as never, handler: () => undefined };
  return { name: `a to ${to.join()} by ${method.name}`, from: 'a', to, contract, method, needs: {}, policies, handlers: new Map(to.map((name) => [name, binding])) };
}

export interface HostOptions {
  readonly engine: Engine;
  readonly open: OpenEngine;
  /** Where it is another engine than that of the links. */
  readonly state?: OpenEngine;
  readonly handlers: Readonly<Record<string, TestHandler>>;
  readonly clock?: Clock;
  readonly log?: Log;
  readonly commit?: (effects: Effects | undefined, own: OwnUnit | undefined) => Promise<void>;
}

/** What an app hands to its methods, without the app. A handler may return an `Outcome` made with `outcomeOf`. */
export function hostOf(options: HostOptions): MethodHost {
  const refuse = () => { throw new Error('not part of this test'); };
  const stateEngine = options.state ?? options.open;
  return {
    name: 'test', clock: options.clock ?? systemClock, log: options.log ?? silent, documents: 'all', links: [], stateEngine,
    engineOf: () => options.open,
    declaredEngineOf: () => options.engine,
    meter: () => new ReceiverMeter(options.clock ?? systemClock), tracing: undefined,
    callersOn: (links) => callersFor(links, options.engine, []),
    executor: (_link, party): Executor => (input, invocation) => {
      const output = options.handlers[party]?.(input as never, invocation);
      return output instanceof Promise ? output.then(outcomeFrom) : outcomeFrom(output);
    },
    commit: options.commit ?? ((effects, own) => commitOne(effects, own)),
    submit: refuse, emit: refuse, jobs: () => undefined, jsonSchema: refuse,
    validate: (part, contract, value) => validate(partOf(contract, part), value, `The ${part} of "${contract.name}"`),
  };
}

class WithEffects {
  readonly effects: Effects;
  readonly output: unknown;
  constructor(effects: Effects, output: unknown) {
    this.effects = effects;
    this.output = output;
  }
}

/** What a handler returns in these tests in order to have effects. */
export const withEffects = (effects: Effects, output?: unknown): unknown => new WithEffects(effects, output);

const outcomeFrom = (output: unknown): Outcome => (output instanceof WithEffects ? { output: output.output, effects: output.effects } : { output, effects: undefined });

/** Everything belongs to one engine. */
function commitOne(effects: Effects | undefined, own: OwnUnit | undefined): Promise<void> {
  const [[engine, added] = []] = effects ?? [];
  if (own === undefined) return engine?.commit(added ?? {}) ?? Promise.resolve();
  if (engine !== undefined && engine !== own.engine) throw new Error('effects of another engine');
  return own.engine.commit({ ...own.unit, ...added });
}

let counter = 0;
/** A message of an event as the app makes it. */
export function messageOf(contract: { readonly name: string; readonly version: number }, data: unknown, key?: string, more: Partial<QueueMessage> = {}): QueueMessage {
  counter += 1;
  return { id: `m${counter}`, source: '/test', type: contract.name, time: Date.now(), dataschema: `/contracts/${contract.name}/${contract.version}`, key, data: jsonBytes(data), ...more };
}

export { until } from '../until.ts';
