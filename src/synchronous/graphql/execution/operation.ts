import type { Executor, Invocation, MethodHost, Outcome, PlannedLink } from '../../../driver/method.ts';
import type { ReceiverMeter } from '../../../driver/telemetry.ts';
import { httpErrors } from '../../../http/errors.ts';
import { isStreaming, itemSchema } from '../../../kernel/contract.ts';
import type { Operation } from '../../../kernel/contract.ts';
import { IsthmusError } from '../../../kernel/error.ts';
import type { Caller } from '../../../kernel/handler.ts';
import type { Schema } from '../../../kernel/schema.ts';
import { validate } from '../../../kernel/validate.ts';
import { policiesFor } from '../../../resilience/policies.ts';
import type { LinkPolicies } from '../../../resilience/policies.ts';
import { graphqlErrors } from '../errors.ts';
import { methodOf } from '../method.ts';

/** An operation that fields call. */
export class CalledOperation {
  readonly link: PlannedLink;
  readonly contract: Operation;
  readonly meter: ReceiverMeter;
  readonly receiver: string;
  readonly #input: Schema;
  readonly #output: Schema;
  readonly #streams: boolean;
  readonly #execute: Executor;
  readonly #policies: LinkPolicies;
  readonly #host: MethodHost;

  constructor(link: PlannedLink, host: MethodHost) {
    const [[receiver, binding] = []] = link.handlers;
    if (receiver === undefined || binding === undefined) throw new TypeError(`The link "${link.name}" has no handler.`);
    const contract = link.contract as Operation;
    this.link = link;
    this.contract = contract;
    this.receiver = receiver;
    this.meter = host.meter(link, receiver);
    this.#host = host;
    this.#input = itemSchema(contract.input);
    this.#output = itemSchema(contract.output);
    this.#streams = isStreaming(contract.output);
    this.#execute = host.executor(link, receiver, binding);
    this.#policies = policiesFor(link.policies, { clock: host.clock, idempotent: contract.idempotent });
  }

  /** Throws `CREDENTIALS_MISSING`, `PERMISSION_MISSING`. */
  permit(caller: Caller | undefined): void {
    const { scopes } = methodOf(this.link).graphql;
    if (scopes.length === 0) return;
    if (caller === undefined) throw httpErrors.CREDENTIALS_MISSING('The request names no caller.');
    const missing = scopes.filter((scope) => caller.scopes?.includes(scope) !== true);
    if (missing.length > 0) throw httpErrors.PERMISSION_MISSING({ what: `The caller lacks the scope ${missing.map((scope) => `"${scope}"`).join(', ')}.`, details: { scopes: missing } });
  }

  /** Throws `DATA_INVALID`. Synchronous where the validator is. */
  input(value: unknown): unknown {
    return validate(this.#input, value, `The input of "${this.contract.name}"`);
  }

  /** Throws `GRAPHQL_OUTPUT_INVALID`. */
  async output(value: unknown): Promise<unknown> {
    try {
      return await validate(this.#output, value, `The output of "${this.contract.name}"`);
    } catch (error) {
      const issues = error instanceof IsthmusError ? error.details['issues'] : undefined;
      throw graphqlErrors.GRAPHQL_OUTPUT_INVALID({ what: `The handler of "${this.contract.name}" answered with what its contract does not allow: ${JSON.stringify(issues)}.`, cause: error });
    }
  }

  /** Calls the handler under the policies of the link. */
  run(input: unknown, invocation: Invocation): Outcome | Promise<Outcome> {
    const { signal, deadline, caller } = invocation;
    // The policies let go of a stream as soon as it begins; its handler still hears of a client that goes away.
    return this.#policies.run({ signal, deadline, caller }, (attempt) => this.#execute(input, { ...invocation, signal: this.#streams ? AbortSignal.any([attempt.signal, signal]) : attempt.signal, deadline: attempt.deadline, attempt: attempt.attempt }));
  }

  /** Nothing is answered before it is durable. */
  async committed(effects: Outcome['effects']): Promise<void> {
    if (effects !== undefined && effects.size > 0) await this.#host.commit(effects);
  }
}
