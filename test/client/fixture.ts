import { handle, integration, link, operation, party, service, streaming } from 'isthmus';
import { job } from 'isthmus/job';
import { memory } from 'isthmus/memory';
import { rest } from 'isthmus/rest';
import { websocket } from 'isthmus/websocket';
import { z } from 'zod';

const Seat = z.object({ row: z.int(), letter: z.string() });
export const bookSeat = operation('seats.book', {
  input: z.object({ flight: z.string(), seat: Seat, tags: z.array(z.string()).optional(), dry: z.boolean().optional(), agent: z.string().optional() }),
  output: z.object({ flight: z.string(), seat: Seat, tags: z.array(z.string()), dry: z.boolean(), agent: z.string().nullable() }),
  effect: 'write',
  errors: { 'sold-out': { category: 'conflict', description: 'No seat is left.', data: z.object({ left: z.int() }) }, closed: { category: 'gone', description: 'The flight has left.' } },
});
export const findSeats = operation('seats.find', { input: z.object({ flight: z.string(), rows: z.array(z.int()).optional(), free: z.boolean().optional() }), output: z.object({ asked: z.unknown() }), effect: 'read' });
export const look = operation('call.look', { input: z.object({}), output: z.object({ left: z.number().nullable(), traceparent: z.string(), key: z.string() }), effect: 'read' });
export const flaky = operation('call.flaky', { input: z.object({ fail: z.int() }), output: z.object({ calls: z.int() }), effect: 'read', errors: { busy: { category: 'unavailable', description: 'Busy.' } } });
export const wait = operation('call.wait', { input: z.object({ ms: z.int() }), output: z.null(), effect: 'write', idempotent: true });
export const count = operation('numbers.count', {
  input: z.object({ to: z.int(), fail: z.int().optional() }), output: streaming(z.int()), effect: 'read',
  errors: { broken: { category: 'conflict', description: 'It broke.' } },
});
export const sum = operation('numbers.sum', { input: streaming(z.object({ of: z.string(), value: z.int() })), output: z.object({ of: z.string(), total: z.int() }), effect: 'write' });
export const report = operation('reports.make', {
  input: z.object({ year: z.int() }), output: z.object({ rows: z.int() }), effect: 'write',
  errors: { 'no-data': { category: 'not-found', description: 'No data.' } },
});
export const wrong = operation('answers.wrong', { input: z.object({}), output: z.object({ n: z.int() }), effect: 'read' });

/** What the handlers saw. */
export const seen = { flaky: 0, aborted: 0 };

const numbers = service('numbers', [
  handle(bookSeat, ({ flight, seat, tags = [], dry = false, agent }) => {
    if (flight === 'full') throw bookSeat.error('sold-out', 'Flight "full" is sold out.', { left: 0 });
    if (flight === 'left') throw bookSeat.error('closed');
    return { flight, seat, tags, dry, agent: agent ?? null };
  }),
  handle(findSeats, (asked) => ({ asked })),
  handle(look, (_input, { deadline, traceparent, idempotencyKey }) => ({ left: deadline === undefined ? null : deadline - Date.now(), traceparent, key: idempotencyKey })),
  handle(flaky, ({ fail }) => {
    seen.flaky += 1;
    if (seen.flaky <= fail) throw flaky.error('busy');
    return { calls: seen.flaky };
  }),
  handle(wait, ({ ms }, { signal }) => new Promise<null>((resolve) => {
    const timer = setTimeout(() => resolve(null), ms);
    signal.addEventListener('abort', () => {
      seen.aborted += 1;
      clearTimeout(timer);
      resolve(null);
    });
  })),
  handle(count, async function* counted({ to, fail }) {
    for (let value = 1; value <= to; value += 1) {
      if (value === fail) {
        // Later than the answer has begun.
        await new Promise((resolve) => setTimeout(resolve, 150));
        throw count.error('broken', 'It broke in between.');
      }
      yield value;
    }
  }),
  handle(sum, async (values) => {
    let [of, total] = ['', 0];
    for await (const each of values) [of, total] = [each.of, total + each.value];
    return { of, total };
  }),
  handle(report, ({ year }) => {
    if (year < 2000) throw report.error('no-data');
    return { rows: year };
  }),
]);

/** Routes by contract, the same for the server and for clients. */
export const routes = {
  book: { method: 'POST', path: '/flights/{flight}/seats', query: ['tags', 'dry'], headers: { agent: 'x-agent' } },
  find: { method: 'GET', path: '/flights/{flight}/seats' },
  report: { method: 'POST', path: '/reports', respond: 'job' },
} as const;

export const makeApp = () => integration({
  name: 'seats', engine: memory(), services: [numbers], parties: [party('web', { kind: 'browser' })], http: { port: 0 },
  log: { debug() {}, info() {}, warn() {}, error() {} },
  links: [
    link({ from: 'web', to: numbers, contract: bookSeat, via: rest({ ...routes.book, query: [...routes.book.query] }), policies: { idempotency: {} } }),
    link({ from: 'web', to: numbers, contract: findSeats, via: rest(routes.find) }),
    link({ from: 'web', to: numbers, contract: look, via: rest({ method: 'GET', path: '/look' }) }),
    link({ from: 'web', to: numbers, contract: flaky, via: rest({ method: 'GET', path: '/flaky' }) }),
    link({ from: 'web', to: numbers, contract: wait, via: rest({ method: 'POST', path: '/wait' }) }),
    link({ from: 'web', to: numbers, contract: count, via: rest({ method: 'GET', path: '/count' }) }),
    link({ from: 'web', to: numbers, contract: sum, via: rest({ method: 'POST', path: '/sum/{of}' }) }),
    link({ from: 'web', to: numbers, contract: report, via: rest(routes.report) }),
    link({ from: numbers, to: numbers, contract: report, via: job({}) }),
    ...[bookSeat, findSeats, look, flaky, wait].map((contract) => link({ from: 'web', to: numbers, contract, via: websocket({ path: '/live' }) })),
    link({ from: 'web', to: numbers, contract: count, via: websocket({ path: '/live' }) }),
    link({ from: 'web', to: numbers, contract: sum, via: websocket({ path: '/live' }) }),
  ],
});
