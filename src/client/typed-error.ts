import { declaredErrorDetail } from '../kernel/contract.ts';
import type { Operation } from '../kernel/contract.ts';
import { IsthmusError } from '../kernel/error.ts';
import type { OutputOfSchema } from '../kernel/schema.ts';

type DataOfError<E> = E extends { readonly data: infer S } ? OutputOfSchema<S> : undefined;

/** One of an operation's declared errors, told apart by `code`. */
export type DeclaredErrorOf<C> = C extends { readonly errors: infer E }
  ? { [Code in keyof E & string]: { readonly code: Code; readonly what: string; readonly data: DataOfError<E[Code]> } }[keyof E & string]
  : never;

/** What was thrown, where it is one of the errors that the operation declares; `undefined`: it is something else. */
export function declaredErrorOf<C extends Operation>(contract: C, error: unknown): DeclaredErrorOf<C> | undefined {
  if (!(error instanceof IsthmusError) || error.details[declaredErrorDetail] !== true || error.details['operation'] !== contract.name) return undefined;
  return { code: error.code, what: error.what, data: error.details['data'] } as DeclaredErrorOf<C>;
}
