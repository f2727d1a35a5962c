import assert from 'node:assert/strict';
import { test } from 'node:test';
import { integration, link, party, service } from 'isthmus';
import { memory } from 'isthmus/memory';
import { websocket } from 'isthmus/websocket';
import { delayed, getFlight, seen, start, typing } from './fixture.ts';
import { masked, Raw } from './raw.ts';
import { requireCode, Talk } from './talk.ts';

test('rooms: who is there is told, what is told reaches the others, and only members and those who may', async () => {
  const { app, url } = await start({ rooms: 2 });
  const [ada, bob, nobody] = await Promise.all([Talk.open(url, 'ada'), Talk.open(url, 'bob'), Talk.open(url)]);
  requireCode(await nobody.ask({ type: 'join', room: 'crew' }), 'WEBSOCKET_ROOM_REFUSED');
  requireCode(await nobody.ask({ type: 'tell', room: 'crew', event: 'gate.typing', data: { text: 'x' } }), 'WEBSOCKET_ROOM_REFUSED');
  assert.equal((await ada.ask({ type: 'join', room: 'crew', state: { gate: 'B7' } })).output?.members.length, 1);
  const joined = await bob.ask({ type: 'join', room: 'crew' });
  assert.deepEqual(joined.output?.members.map(({ subject }) => subject), ['ada', 'bob']);
  assert.equal((await ada.next(({ type }) => type === 'presence'))['change'], 'joined');
  assert.equal((await bob.ask({ type: 'tell', room: 'crew', event: 'gate.typing', data: { text: 'hello' } })).type, 'result');
  assert.equal((await ada.next(({ type }) => type === 'told')).data?.text, 'hello');
  requireCode(await bob.ask({ type: 'tell', room: 'crew', event: 'gate.typing', data: { text: 7 } }), 'DATA_INVALID');
  await ada.ask({ type: 'join', room: 'crew', state: { gate: 'C1' } });
  assert.equal((await bob.next(({ type }) => type === 'presence'))['change'], 'changed');
  for (let told = 2; told < 20; told += 1) await bob.ask({ type: 'tell', room: 'crew', event: 'gate.typing', data: { text: 'x' } });
  requireCode(await bob.ask({ type: 'tell', room: 'crew', event: 'gate.typing', data: { text: 'x' } }), 'WEBSOCKET_LIMIT_EXCEEDED');
  await ada.ask({ type: 'join', room: 'second' });
  requireCode(await ada.ask({ type: 'join', room: 'third' }), 'WEBSOCKET_LIMIT_EXCEEDED');
  await ada.close();
  assert.equal((await bob.next(({ type, change }) => type === 'presence' && change === 'left'))['room'], 'crew');
  await Promise.all([bob.close(), nobody.close()]);
  await app.stop();
});

test('credentials that expire are asked for again, taken for the same caller only, and missed', async () => {
  const { app, url } = await start({ heartbeat: 100 });
  const talk = await Talk.open(url, 'ada 250');
  await talk.next(({ type }) => type === 'expiring');
  requireCode(await talk.ask({ type: 'authenticate', token: 'bob 60000' }), 'WEBSOCKET_CALLER_CHANGED');
  requireCode(await talk.ask({ type: 'authenticate', token: 'mallory' }), 'CREDENTIALS_REFUSED');
  assert.equal((await talk.ask({ type: 'authenticate', token: 'ada 400' })).type, 'result');
  assert.equal((await talk.ask({ type: 'call', operation: 'flights.get', input: { id: 'a' } })).type, 'result');
  assert.deepEqual(await talk.closed, { code: 4401, reason: 'CREDENTIALS_REFUSED' });
  await app.stop();
});

test('a client that says nothing to two heartbeats is let go, one that answers pings stays', async () => {
  const { app, url } = await start({ heartbeat: 100 });
  const talk = await Talk.open(url);
  const raw = await Raw.open(url);
  await raw.ended;
  for (let beats = 0; beats < 3; beats += 1) await talk.next(({ type }) => type === 'beat');
  assert.equal((await talk.ask({ type: 'call', operation: 'flights.get', input: { id: 'a' } })).type, 'result');
  await talk.close();
  await app.stop();
});

test('a stop lets calls finish, takes no new ones, and says when to come back', async () => {
  const { app, url } = await start({ reconnectWithin: 500 });
  const [talk, idle] = await Promise.all([Talk.open(url), Talk.open(url)]);
  talk.send({ type: 'call', id: 1, operation: 'wait', input: { ms: 150 } });
  await new Promise((resolve) => setTimeout(resolve, 30));
  const stopping = app.stop();
  const going = await talk.next(({ type }) => type === 'going');
  assert.ok(Number(going['reconnectAfter']) <= 500);
  assert.equal((await idle.closed).code, 1001);
  talk.send({ type: 'call', id: 2, operation: 'flights.get', input: { id: 'a' } });
  requireCode(await talk.next(({ id }) => id === 2), 'SERVER_DRAINING');
  assert.deepEqual((await talk.next(({ id }) => id === 1)).output, { aborted: false });
  assert.equal((await talk.closed).code, 1001);
  await stopping;
});

test('what does not stop in time is aborted', async () => {
  const { app, url } = await start({}, {}, { drainWithin: '50ms' });
  const talk = await Talk.open(url);
  talk.send({ type: 'call', id: 1, operation: 'wait', input: { ms: 60_000 } });
  await new Promise((resolve) => setTimeout(resolve, 30));
  const before = seen.aborted;
  await app.stop();
  await talk.closed;
  assert.equal(seen.aborted, before + 1);
});

test('who asks for more at once than it reads is refused, and goes on later', async () => {
  const { app, url } = await start({ buffer: 1_024 });
  const raw = await Raw.open(url);
  raw.socket.write(Buffer.concat(Array.from({ length: 600 }, (_, at) => masked(0x81, JSON.stringify({ type: 'call', id: at + 1, operation: 'flights.get', input: { id: 'x'.repeat(40) } })))));
  const times = (text: string) => raw.received.toString('latin1').split(text).length - 1;
  while (times('"type":"result"') + times('"type":"error"') < 600) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.ok(times('WEBSOCKET_LIMIT_EXCEEDED') > 100 && times('"type":"result"') > 100);
  raw.socket.write(masked(0x81, JSON.stringify({ type: 'call', id: 1_000, operation: 'flights.get', input: { id: 'a' } })));
  while (!raw.received.includes('"type":"result","id":1000')) await new Promise((resolve) => setTimeout(resolve, 5));
  raw.socket.destroy();
  await app.stop();
});

for (const slow of ['resume', 'drop-oldest', 'latest', 'disconnect'] as const)
  test(`a client that does not read: ${slow}; others get everything at once`, async () => {
    const { app, url } = await start({ buffer: 1_048_576 }, { slow, ...(slow === 'drop-oldest' || slow === 'latest' ? { slowEvents: 20 } : {}) });
    const fast = await Talk.open(url);
    const lazy = await Raw.open(url);
    await fast.ask({ type: 'subscribe', event: 'flights.delayed' });
    lazy.socket.write(masked(0x81, JSON.stringify({ type: 'subscribe', id: 1, event: 'flights.delayed' })));
    while (!lazy.received.includes('"result"')) await new Promise((resolve) => setTimeout(resolve, 2));
    lazy.socket.pause();
    // More than the buffers of the machine take.
    const total = 2_000;
    const text = 'x'.repeat(8_192);
    for (let n = 0; n < total; n += 50) {
      await Promise.all(Array.from({ length: 50 }, (_, at) => app.emit(delayed, { origin: `K${(n + at) % 3}`, n: n + at, text })));
      // It is never so much behind that it counts as slow.
      assert.equal((await fast.events(50)).length, 50);
    }
    lazy.socket.resume();
    const numbers = () => Array.from(lazy.received.toString('latin1').matchAll(/"n":(\d+),/g), ([, n]) => Number(n));
    if (slow === 'disconnect') {
      await lazy.ended;
      assert.ok(numbers().length < total);
    } else {
      const whole = slow === 'resume';
      while (whole ? numbers().length < total : !lazy.received.includes(`"n":${total - 1},`)) await new Promise((resolve) => setTimeout(resolve, 20));
      const got = numbers();
      assert.equal(new Set(got).size, got.length);
      if (whole) assert.deepEqual(got.toSorted((a, b) => a - b), Array.from({ length: total }, (_, at) => at));
      else {
        const dropped = Array.from(lazy.received.toString('latin1').matchAll(/"type":"dropped","event":"flights.delayed","count":(\d+)/g), ([, n]) => Number(n)).reduce((sum, n) => sum + n, 0);
        assert.equal(got.length + dropped, total);
        assert.ok(dropped > 0);
        if (slow === 'latest') for (const n of [total - 1, total - 2, total - 3]) assert.ok(got.includes(n));
      }
      lazy.socket.destroy();
    }
    await fast.close();
    await app.stop();
  });

test('what a declaration gets wrong is named', () => {
  const web = party('web', { kind: 'browser' });
  const flights = service('flights', []);
  const wrong = (...links: Parameters<typeof integration>[0]['links']) => () => integration({ name: 'wrong', engine: memory(), services: [flights], parties: [web], links });
  const live = (more = {}) => websocket({ path: '/live', ...more });
  assert.throws(wrong(link({ from: flights, to: web, contract: delayed, via: live() }), link({ from: web, to: web, contract: typing, via: live({ room: true, buffer: 2_048 }) })), /buffer must be as in the link "flights.delayed:websocket"/);
  assert.throws(wrong(link({ from: flights, to: web, contract: getFlight, via: live({ slow: 'latest' }) })), /via.slow is for events/);
  assert.throws(wrong(link({ from: flights, to: web, contract: getFlight, via: live(), policies: { deadline: '1s' } })), /has no policies/);
  assert.throws(() => websocket({ path: 'live' }), { code: 'OPTION_INVALID' });
  assert.throws(() => websocket({ path: '/live', scopes: ['a'] }), /authenticate is required/);
  // @ts-expect-error There is no such option.
  assert.throws(() => websocket({ path: '/live', compression: true }), /compression/);
});

test('an event that no stream carries can not be subscribed to', async () => {
  const web = party('web', { kind: 'browser' });
  const flights = service('flights', []);
  const app = integration({ name: 'bare', engine: memory(), services: [flights], parties: [web], http: { port: 0 }, links: [link({ from: flights, to: web, contract: delayed, via: websocket({ path: '/live' }) })] });
  await assert.rejects(app.start(), { code: 'WEBSOCKET_STREAM_MISSING' });
});
