import type { Executor, Invocation, MethodHost, Outcome, PlannedLink } from '../../../driver/method.ts';
import type { ReceiverMeter } from '../../../driver/telemetry.ts';
import { httpErrors } from '../../../http/errors.ts';
import { itemSchema, shapeOf } from '../../../kernel/contract.ts';
import type { Operation, Shape } from '../../../kernel/contract.ts';
import { IsthmusError } from '../../../kernel/error.ts';
import type { Caller } from '../../../kernel/handler.ts';
import type { Schema } from '../../../kernel/schema.ts';
import { validate } from '../../../kernel/validate.ts';
import { AttemptedCall } from '../../../resilience/attempted-call.ts';
import type { Attempt } from '../../../resilience/call.ts';
import { policiesFor } from '../../../resilience/policies.ts';
import type { LinkPolicies } from '../../../resilience/policies.ts';
import { websocketErrors } from '../errors.ts';
import type { WebsocketMethod } from '../method.ts';

/** An operation that clients of a socket may call. */
export class OperationRoute {
  readonly link: PlannedLink;
  readonly contract: Operation;
  readonly shape: Shape;
  readonly meter: ReceiverMeter;
  readonly receiver: string;
  readonly #input: Schema;
  readonly #output: Schema;
  readonly #execute: Executor;
  /** `undefined`: none, so that calls pass nothing. */
  readonly #policies: LinkPolicies | undefined;
  readonly #fallback: LinkPolicies;
  readonly #scopes: readonly string[];
  readonly #host: MethodHost;

  constructor(link: PlannedLink, host: MethodHost) {
    const [[receiver, binding] = []] = link.handlers;
    if (receiver === undefined || binding === undefined) throw new TypeError(`The link "${link.name}" has no handler.`);
    const contract = link.contract as Operation;
    const settings = { clock: host.clock, idempotent: contract.idempotent };
    this.link = link;
    this.contract = contract;
    this.receiver = receiver;
    this.shape = shapeOf(contract);
    this.meter = host.meter(link, receiver);
    this.#host = host;
    this.#input = itemSchema(contract.input);
    this.#output = itemSchema(contract.output);
    this.#execute = host.executor(link, receiver, binding);
    this.#policies = Object.values(link.policies).every((each) => each === undefined) ? undefined : policiesFor(link.policies, settings);
    this.#fallback = this.#policies ?? policiesFor({}, settings);
    this.#scopes = (link.method as WebsocketMethod).socket.scopes;
  }

  /** Throws `CREDENTIALS_MISSING`, `PERMISSION_MISSING`. */
  permit(caller: Caller | undefined): void {
    requireScopes(this.#scopes, caller);
  }

  /** Throws `DATA_INVALID`. Synchronous where the validator is. */
  input(value: unknown): unknown {
    return validate(this.#input, value, `The input of "${this.contract.name}"`);
  }

  /** Throws `WEBSOCKET_OUTPUT_INVALID`. Synchronous where the validator is. */
  output(value: unknown): unknown {
    try {
      const valid = validate(this.#output, value, `The output of "${this.contract.name}"`);
      return valid instanceof Promise ? valid.catch((error: unknown) => this.#refuse(error)) : valid;
    } catch (error) {
      return this.#refuse(error);
    }
  }

  /** Calls the handler under the policies of the link. */
  run(input: unknown, invocation: Invocation & { readonly follows: AbortSignal | undefined }): Outcome | Promise<Outcome> {
    if (this.#policies === undefined && invocation.deadline === undefined) return this.#execute(input, invocation);
    const { deadline, caller, follows } = invocation;
    return this.#fallback.run({ signal: follows, deadline, caller }, (attempt: Attempt) => this.#execute(input, new AttemptedCall(invocation, attempt)));
  }

  /** Nothing is answered before it is durable. */
  committed(outcome: Pick<Outcome, 'effects'>): void | Promise<void> {
    if (outcome.effects !== undefined && outcome.effects.size > 0) return this.#host.commit(outcome.effects);
  }

  #refuse(error: unknown): never {
    const issues = error instanceof IsthmusError ? error.details['issues'] : undefined;
    throw websocketErrors.WEBSOCKET_OUTPUT_INVALID({ what: `The handler of "${this.contract.name}" answered with what its contract does not allow: ${JSON.stringify(issues)}.`, cause: error });
  }
}

/** Throws `CREDENTIALS_MISSING`, `PERMISSION_MISSING`. */
export function requireScopes(scopes: readonly string[], caller: Caller | undefined): void {
  if (scopes.length === 0) return;
  if (caller === undefined) throw httpErrors.CREDENTIALS_MISSING('The socket names no caller.');
  const missing = scopes.filter((scope) => caller.scopes?.includes(scope) !== true);
  if (missing.length > 0) throw httpErrors.PERMISSION_MISSING({ what: `The caller lacks the scope ${missing.map((scope) => `"${scope}"`).join(', ')}.`, details: { scopes: missing } });
}
