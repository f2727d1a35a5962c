import assert from 'node:assert/strict';
import type { Delivery } from '../src/driver/delivery.ts';
import { IsthmusError } from '../src/kernel/error.ts';

/** Ids in the order of arrival. */
export const ids = (deliveries: readonly Delivery[]): string[] => deliveries.map(({ message }) => message.id);

/** Ids by key, in the order of arrival. */
export function idsByKey(deliveries: readonly Delivery[]): Record<string, string[]> {
  const byKey: Record<string, string[]> = {};
  for (const { message } of deliveries) (byKey[message.key ?? ''] ??= []).push(message.id);
  return byKey;
}

/** The call is refused with one of these codes. */
export async function refusedWith(work: Promise<unknown>, ...codes: readonly string[]): Promise<void> {
  const error = await work.then(() => undefined, (reason: unknown) => reason);
  assert.ok(error !== undefined, `It was accepted, and must be refused with ${codes.join(' or ')}.`);
  assert.ok(error instanceof IsthmusError, `It was refused with ${String(error)}, which has no code.`);
  assert.ok(codes.includes(error.code), `It was refused with ${error.code}, not with ${codes.join(' or ')}.`);
}

/** The call is refused with an error that has a code, a reason and a way out. */
export async function refused(work: Promise<unknown>): Promise<void> {
  const error = await work.then(() => undefined, (reason: unknown) => reason);
  assert.ok(error !== undefined, 'It was accepted, and the engine declares that it refuses it.');
  assert.ok(error instanceof IsthmusError && error.code !== '' && error.fix !== '', `It was refused with ${String(error)}, which has no code.`);
}

/** What must come comes in time. */
export function within<T>(work: Promise<T>, milliseconds: number, what: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new assert.AssertionError({ message: `${what} did not come within ${milliseconds} ms.` })), milliseconds);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Real time. */
export const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, milliseconds); });
