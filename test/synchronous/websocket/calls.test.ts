import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Integration } from 'isthmus';
import { seen, start } from './fixture.ts';
import { requireCode, Talk } from './talk.ts';

describe('calls on a socket', () => {
  let app: Integration;
  let url: string;
  before(async () => ({ app, url } = await start({ calls: 4 })));
  after(() => app.stop());

  test('a call is answered, by a caller whose token came with the handshake', async () => {
    const talk = await Talk.open(url, 'ada');
    assert.deepEqual((await talk.ask({ type: 'call', operation: 'flights.get', input: { id: 'a' } })).output, { id: 'a', caller: 'ada' });
    await talk.close();
  });

  test('declared errors come with their data, wrong input with its places, faults of ours without their inside', async () => {
    const talk = await Talk.open(url);
    const declared = await talk.ask({ type: 'call', operation: 'flights.get', input: { id: 'none' } });
    requireCode(declared, 'no-flight');
    assert.deepEqual(declared.error?.data, { id: 'none' });
    const wrong = await talk.ask({ type: 'call', operation: 'flights.get', input: { id: 7 } });
    requireCode(wrong, 'DATA_INVALID');
    assert.equal(wrong.error?.issues?.[0]?.pointer, '/id');
    const fault = await talk.ask({ type: 'call', operation: 'broken', input: {} });
    requireCode(fault, 'SERVER_FAULT');
    assert.doesNotMatch(JSON.stringify(fault), /literal|ok/);
    requireCode(await talk.ask({ type: 'call', operation: 'toString', input: {} }), 'WEBSOCKET_OPERATION_UNKNOWN');
    await talk.close();
  });

  test('an output without a JSON form is a fault of ours, and the socket goes on', async () => {
    const talk = await Talk.open(url);
    requireCode(await talk.ask({ type: 'call', operation: 'unspeakable', input: {} }), 'SERVER_FAULT');
    assert.equal((await talk.ask({ type: 'call', operation: 'flights.get', input: { id: 'a' } })).type, 'result');
    await talk.close();
  });

  test('a deadline, a cancel and a closed socket reach the handler', async () => {
    const talk = await Talk.open(url);
    const before = seen.aborted;
    requireCode(await talk.ask({ type: 'call', operation: 'wait', input: { ms: 60_000 }, deadline: 20 }), 'DEADLINE_EXCEEDED');
    assert.equal(seen.aborted, before + 1);
    talk.send({ type: 'call', id: 50, operation: 'wait', input: { ms: 60_000 } });
    talk.send({ type: 'cancel', id: 50 });
    requireCode(await talk.next(({ id }) => id === 50), 'CALL_CANCELLED');
    assert.equal(seen.aborted, before + 2);
    talk.send({ type: 'call', id: 51, operation: 'wait', input: { ms: 60_000 } });
    await talk.ask({ type: 'call', operation: 'flights.get', input: { id: 'a' } });
    await talk.close();
    while (seen.aborted < before + 3) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  test('calls at the same time are limited, and an id is not used twice at once', async () => {
    const talk = await Talk.open(url);
    for (let id = 101; id <= 104; id += 1) talk.send({ type: 'call', id, operation: 'wait', input: { ms: 300 } });
    requireCode(await talk.ask({ type: 'call', operation: 'flights.get', input: { id: 'a' } }), 'WEBSOCKET_LIMIT_EXCEEDED');
    talk.send({ type: 'call', id: 101, operation: 'flights.get', input: { id: 'a' } });
    requireCode(await talk.next(({ id, type }) => id === 101 && type === 'error'), 'WEBSOCKET_MESSAGE_INVALID');
    assert.deepEqual((await talk.next(({ id, type }) => id === 101 && type === 'result')).output, { aborted: false });
    await talk.close();
  });

  test('a streaming output flows as the client gives credit', async () => {
    const talk = await Talk.open(url);
    talk.send({ type: 'call', id: 1_000, operation: 'count', input: { to: 100 }, credit: 2 });
    await talk.next(({ value }) => value?.n === 2);
    await talk.ask({ type: 'call', operation: 'flights.get', input: { id: 'a' } });
    assert.ok(seen.taken <= 3, `${seen.taken} values were made for a credit of 2`);
    talk.send({ type: 'credit', id: 1_000, count: 98 });
    await talk.next(({ type, id }) => type === 'end' && id === 1_000);
    assert.deepEqual(talk.frames.filter(({ type }) => type === 'item').map(({ value }) => value?.n), [1, ...Array.from({ length: 98 }, (_, at) => at + 3)]);
    await talk.close();
  });

  test('a streaming input is taken, checked value by value, and refused above its credit', async () => {
    const talk = await Talk.open(url);
    talk.send({ type: 'call', id: 2_000, operation: 'sum' });
    const { count } = await talk.next(({ type }) => type === 'credit');
    assert.equal(count, 16);
    for (let n = 1; n <= 10; n += 1) talk.send({ type: 'item', id: 2_000, value: { n } });
    talk.send({ type: 'end', id: 2_000 });
    assert.deepEqual((await talk.next(({ id, type }) => id === 2_000 && type === 'result')).output, { sum: 55 });
    talk.send({ type: 'call', id: 2_001, operation: 'sum' });
    talk.send({ type: 'item', id: 2_001, value: { n: 'x' } });
    requireCode(await talk.next(({ id, type }) => id === 2_001 && type === 'error'), 'DATA_INVALID');
    await talk.close();
  });

  test('both ways at once', async () => {
    const talk = await Talk.open(url);
    talk.send({ type: 'call', id: 3_000, operation: 'double' });
    for (const n of [1, 2]) {
      talk.send({ type: 'item', id: 3_000, value: { n } });
      assert.deepEqual((await talk.next(({ type }) => type === 'item')).value, { n: n * 2 });
    }
    talk.send({ type: 'end', id: 3_000 });
    await talk.next(({ type, id }) => type === 'end' && id === 3_000);
    await talk.close();
  });

  test('the server asks the client, who answers, fails, or goes away', async () => {
    const talk = await Talk.open(url);
    talk.send({ type: 'call', id: 4_000, operation: 'announce', input: { gate: 'B7' } });
    const question = await talk.next(({ type }) => type === 'call');
    assert.deepEqual(question['input'], { question: 'Is B7 open?' });
    talk.send({ type: 'result', id: question.id, output: { answer: 'yes' } });
    assert.deepEqual((await talk.next(({ id }) => id === 4_000)).output, { answer: 'yes' });

    talk.send({ type: 'call', id: 4_001, operation: 'announce', input: { gate: 'B7' } });
    talk.send({ type: 'result', id: (await talk.next(({ type }) => type === 'call')).id, output: { answer: 7 } });
    requireCode(await talk.next(({ id }) => id === 4_001), 'WEBSOCKET_PEER_FAILED');

    talk.send({ type: 'call', id: 4_002, operation: 'announce', input: { gate: 'B7' } });
    talk.send({ type: 'error', id: (await talk.next(({ type }) => type === 'call')).id, error: { code: 'busy', detail: 'Later.' } });
    requireCode(await talk.next(({ id }) => id === 4_002), 'busy');
    await talk.close();
  });
});
