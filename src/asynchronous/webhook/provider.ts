import type { KeyObject } from 'node:crypto';
import type { HttpResponse } from '../../driver/endpoint.ts';

/** A delivery as it arrived. */
export interface Arrival {
  readonly method: string;
  /** By lower-case name; repeated ones are joined by ", ". */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The raw bytes, unpacked where the request was compressed. */
  readonly body: Buffer;
  /** The whole address as the sender wrote it: scheme, host, path and query. */
  readonly url: string;
  /** As sent, without the question mark. */
  readonly query: string;
}

/** Why a delivery is not taken. */
export interface Refusal {
  readonly code: 'WEBHOOK_SIGNATURE_MISSING' | 'WEBHOOK_SIGNATURE_MALFORMED' | 'WEBHOOK_SIGNATURE_WRONG' | 'WEBHOOK_EXPIRED';
  /** What happened, in one sentence, without secrets. */
  readonly what: string;
}

/** When a delivery is looked at. */
export interface Moment {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** How far the signed time may be away, milliseconds; 0: it is not looked at. */
  readonly tolerance: number;
}

/** What a verified delivery says. */
export interface Reading {
  /** The provider's id of the delivery, the same when it is sent again; `undefined`: it has none, and equal bodies are one delivery. */
  readonly id: string | undefined;
  /** The provider's word for what happened: `payment_intent.succeeded`. */
  readonly type: string | undefined;
  /** When it happened, by the provider, milliseconds since 1970. */
  readonly time: number | undefined;
  /** What it is about; deliveries of one key keep their order. */
  readonly key: string | undefined;
  /** What handlers receive; `undefined`: the body, which is JSON. */
  readonly data?: unknown;
}

/** What a test sends. */
export interface Sample {
  readonly type: string;
  readonly body: string | Uint8Array;
  /** Headers besides the signature. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A provider's scheme: data, and how a delivery is verified and read. */
export interface Provider {
  readonly name: string;
  /** How a person finds the secret, in a few words. */
  readonly secretWords: string;
  /** Where the scheme is published. */
  readonly source: string;
  /** How far the signed time may be away where the endpoint does not say, milliseconds; 0: nothing signed has a time. */
  readonly tolerance: number;
  /** Largest body where the endpoint does not say, bytes. */
  readonly maxBody: number;
  /** The delivery's id is part of what is signed. Where it is not, equal bodies are one delivery too, whatever id comes with them. */
  readonly signsId: boolean;
  /** Most deliveries have a key. */
  readonly keyed: boolean;
  /** Headers that prove something by themselves and are not kept. */
  readonly secretHeaders: readonly string[];
  /** The status of success. */
  readonly success: number;
  /** Reads a secret or a public key. Throws where it has not the form. */
  key(secret: string): KeyObject;
  /** `undefined`: one of the keys signed it. */
  verify(arrival: Arrival, keys: readonly KeyObject[], moment: Moment): Refusal | undefined | Promise<Refusal | undefined>;
  /** Reads what was verified. Throws where the body is not what the provider sends. */
  read(arrival: Arrival): Reading;
  /** Methods besides POST that `greet` answers. */
  readonly greets?: readonly string[];
  /** Answers what asks whether the endpoint exists, before anything is verified; `undefined`: it is a delivery. */
  greet?(arrival: Arrival, keys: readonly KeyObject[]): HttpResponse | undefined;
  /** Answers what is verified and no event: a challenge, a ping. */
  reply?(arrival: Arrival): HttpResponse | undefined | Promise<HttpResponse | undefined>;
  /** Samples by the provider's types; the first is the default. */
  readonly samples: Readonly<Record<string, (now: number) => unknown>>;
  /** A sample as the provider would send it, without its signature. */
  sample(type: string, data: unknown, now: number): Sample;
  /** The headers of the signature, as the provider would make them; `undefined`: only the provider can sign. */
  sign?(sample: Sample, url: string, secret: string, now: number): Readonly<Record<string, string>>;
}

/** A refusal. */
export const refuse = (code: Refusal['code'], what: string): Refusal => ({ code, what });
