import { createHash } from 'node:crypto';
import type { StateOperation, StateStore } from '../driver/state-store.ts';
import type { Clock } from '../kernel/clock.ts';
import type { IsthmusError } from '../kernel/error.ts';
import type { IdempotencyPolicy } from '../kernel/policies.ts';
import { resilienceErrors } from './errors.ts';
import { readRecord, writeRecord } from './idempotency-record.ts';

const collection = 'idempotency';
/** What a concurrent repeat is told to wait, milliseconds. */
const retryAfter = 1_000;

/** What to do with a call that carries a key. */
export type Begun = Replay | Proceed | InProgress;
/** It was done before: this was the answer. */
export interface Replay {
  readonly kind: 'replay';
  readonly answer: Uint8Array;
}
/** It is new. Call `end` in every case, after the unit was committed or given up. */
export interface Proceed {
  readonly kind: 'proceed';
  /**
   * Operations that record the answer; they belong into the same unit as the effects. The unit is refused with
   * `STATE_CONFLICT` where another process was faster: then nothing of this call has happened, and `begin` replays.
   */
  record(answer: Uint8Array): readonly StateOperation[];
  end(): void;
}
/** The first call with this key runs right now, in this process. */
export interface InProgress {
  readonly kind: 'in-progress';
  /** For methods that answer at once. */
  readonly refusal: IsthmusError;
  /** For methods that wait: resolves when the first call has ended; then `begin` again. */
  readonly ended: Promise<void>;
}

/** Who sent which key for what. */
export interface IdempotentCall {
  /** 1 to 255 characters. */
  readonly key: string;
  /** Of the whole input, see `fingerprintOf`: the same key with another one is refused. */
  readonly fingerprint: string;
  /** Keys of different callers have nothing to do with each other. */
  readonly subject?: string | undefined;
}

/** Answers of a link, kept by their key for the policy's window. */
export class Idempotency {
  private readonly link: string;
  private readonly policy: IdempotencyPolicy;
  private readonly state: StateStore;
  private readonly clock: Clock;
  private readonly running = new Map<string, { readonly fingerprint: string; readonly ended: Promise<void> }>();

  constructor(link: string, policy: IdempotencyPolicy, state: StateStore, clock: Clock) {
    this.link = link;
    this.policy = policy;
    this.state = state;
    this.clock = clock;
  }

  /** Throws `IDEMPOTENCY_KEY_REUSED` where the key belongs to another input. */
  async begin(call: IdempotentCall): Promise<Begun> {
    const place = [this.link, call.subject ?? '', call.key].map(encodeURIComponent).join('/');
    const running = this.running.get(place);
    if (running !== undefined) return inProgress(call, running);
    const { promise, resolve } = Promise.withResolvers<void>();
    const end = (): void => {
      this.running.delete(place);
      resolve();
    };
    // Before the first await, so that of two calls at the same time one finds the other.
    this.running.set(place, { fingerprint: call.fingerprint, ended: promise });
    return this.look(call, place, end);
  }

  private async look(call: IdempotentCall, place: string, end: () => void): Promise<Begun> {
    try {
      const entry = await this.state.get(collection, place);
      if (entry === undefined) return { kind: 'proceed', record: (answer) => [this.put(call, place, answer)], end };
      const { fingerprint, answer } = readRecord(entry.value);
      refuseReuse(call, fingerprint);
      end();
      return { kind: 'replay', answer };
    } catch (error) {
      end();
      throw error;
    }
  }

  private put(call: IdempotentCall, place: string, answer: Uint8Array): StateOperation {
    const expiresAt = this.clock.now() + this.policy.window;
    return { put: place, collection, value: writeRecord({ fingerprint: call.fingerprint, answer }), expiresAt, when: { absent: true } };
  }
}

/** A short text that differs where any part differs. */
export function fingerprintOf(...parts: ReadonlyArray<string | Uint8Array>): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  return hash.digest('base64url');
}

function inProgress(call: IdempotentCall, running: { readonly fingerprint: string; readonly ended: Promise<void> }): InProgress {
  refuseReuse(call, running.fingerprint);
  const refusal = resilienceErrors.IDEMPOTENCY_IN_PROGRESS({ what: `The first call with the key "${call.key}" still runs.`, retryAfter });
  return { kind: 'in-progress', refusal, ended: running.ended };
}

function refuseReuse(call: IdempotentCall, fingerprint: string): void {
  if (fingerprint !== call.fingerprint) throw resilienceErrors.IDEMPOTENCY_KEY_REUSED(`The key "${call.key}" was sent with another input before.`);
}
