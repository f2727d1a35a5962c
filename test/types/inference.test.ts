/** Type tests: they fail when the type checker runs (`npm run check`); the run below only shows that the file is loaded. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { event, handle, operation, streaming } from 'isthmus';
import type { Context, DataOf, ErrorsOf, Handler, InputOf, OutputOf, ReceivedOf, ShapeOf } from 'isthmus';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <_T extends true>(): void => undefined;

const flight = z.object({ id: z.string(), seats: z.int().default(1) });
const get = operation('flights.get', { input: z.object({ id: z.string() }), output: flight, effect: 'read', errors: { unknown: { category: 'not-found', description: 'No such flight.' } } });
const watch = operation('flights.watch', { input: flight, output: streaming(flight), effect: 'read' });
const delayed = event('flights.delayed', { data: flight, key: 'id' });

test('contracts infer what callers give and handlers receive', () => {
  holds<Equal<InputOf<typeof get>, { id: string }>>();
  holds<Equal<OutputOf<typeof get>, { id: string; seats: number }>>();
  holds<Equal<InputOf<typeof watch>, { id: string; seats?: number | undefined }>>();
  holds<Equal<ReceivedOf<typeof watch>, { id: string; seats: number }>>();
  holds<Equal<OutputOf<typeof watch>, AsyncIterable<{ id: string; seats: number }>>>();
  holds<Equal<DataOf<typeof delayed>, { id: string; seats?: number | undefined }>>();
  holds<Equal<ErrorsOf<typeof get>, 'unknown'>>();
  holds<Equal<ErrorsOf<typeof watch>, never>>();
  holds<Equal<ShapeOf<typeof get>, 'unary'>>();
  holds<Equal<ShapeOf<typeof watch>, 'output-stream'>>();
  holds<Equal<Parameters<Handler<typeof delayed>>, [{ id: string; seats: number }, Context]>>();
  assert.equal(get.kind, 'operation');
});

test('what does not fit is refused by the type checker', () => {
  const refused = () => {
    // @ts-expect-error the key is no property of the data
    event('a', { data: flight, key: 'nowhere' });
    // @ts-expect-error the effect is missing
    operation('a', { input: flight, output: flight });
    // @ts-expect-error the handler answers with something else
    handle(get, () => ({ nothing: true }));
    // @ts-expect-error no such error is declared
    get.error('other');
    // @ts-expect-error an event has no answer of this kind
    handle(delayed, () => 5);
  };
  const calls = async (context: Context) => {
    // @ts-expect-error the input lacks its id
    await context.call(get, {});
    const answer = await context.call(get, { id: 'a' });
    holds<Equal<typeof answer, { id: string; seats: number }>>();
  };
  assert.deepEqual([typeof refused, typeof calls], ['function', 'function']);
});
