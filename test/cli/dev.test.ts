import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { Event, Integration } from 'isthmus';
import { isthmus, project } from './command-process.ts';
import type { CommandProcess } from './command-process.ts';

/** Takes numbers over HTTP, hands each on by a queue, whose handler tells it on a stream; a reader writes it down. */
const app = `import { appendFileSync } from 'node:fs';
import { event, handle, integration, link, operation, party, service } from 'isthmus';
import { queue } from 'isthmus/queue';
import { rest } from 'isthmus/rest';
import { stream } from 'isthmus/stream';
import { z } from 'zod';
import { version } from './version.ts';

const number = z.object({ number: z.int() });
export const give = operation('numbers.give', { summary: 'Give', input: number, output: z.object({ version: z.int() }), effect: 'write' });
export const given = event('numbers.given', { data: number });
export const taken = event('numbers.taken', { data: number });
const door = service('door', [handle(give, async (input, context) => { await context.emit(given, input); return { version }; })]);
const middle = service('middle', [handle(given, async (data, context) => {
  await new Promise((resolve) => setTimeout(resolve, 3));
  await context.emit(taken, data);
})]);
const end = service('end', [handle(taken, ({ number }) => appendFileSync('taken.txt', number + '\\n'))]);
export default integration({
  name: 'numbers', services: [door, middle, end], parties: [party('web', { kind: 'browser' })], http: { port: Number(process.env['PORT']) },
  links: [
    link({ from: 'web', to: door, contract: give, via: rest({ method: 'POST', path: '/numbers' }) }),
    link({ from: door, to: middle, contract: given, via: queue({ concurrency: 4 }) }),
    link({ from: middle, to: end, contract: taken, via: stream({ partitions: 1 }) }),
  ],
});
`;

const versionFile = (number: number | string): string => `export const version: number = ${number};\n`;

interface Running {
  readonly event: 'running';
  readonly pid: number;
  readonly url: string;
}

const events = (command: CommandProcess): ReadonlyArray<Readonly<Record<string, unknown>>> =>
  command.out().split('\n').filter((line) => line.startsWith('{"event"')).map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
const runs = (command: CommandProcess): readonly Running[] => events(command).filter(({ event }) => event === 'running') as unknown as readonly Running[]; // the event was compared

/** Sends numbers one after the other, each once, until it is told to stop. */
function sender(command: CommandProcess) {
  const sent = new Set<number>();
  const accepted = new Set<number>();
  const versions = new Set<number>();
  let going = true;
  const done = (async () => {
    for (let number = 1; going; number += 1) {
      sent.add(number);
      const url = runs(command).at(-1)?.url ?? '';
      const answer = await fetch(`${url}/numbers`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ number }) }).catch(() => undefined);
      if (answer?.status === 200) {
        accepted.add(number);
        versions.add(((await answer.json()) as { readonly version: number }).version);
      } else await sleep(20);
    }
  })();
  return { sent, accepted, versions, stop: async () => ((going = false), done) };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function readStream(directory: string): Promise<readonly number[]> {
  const before = process.cwd();
  process.chdir(directory);
  process.env['PORT'] = '0';
  const module = (await import(pathToFileURL(join(directory, 'app.ts')).href)) as { readonly default: Integration; readonly taken: Event };
  await module.default.start();
  const records = await (await module.default.stream(module.taken)).read(0, 0, 10_000);
  await module.default.stop();
  process.chdir(before);
  return records.map(({ data }) => (data as { readonly number: number }).number);
}

test('files change, the process is killed, and every accepted message is handled', async () => {
  using made = project({ 'app.ts': app, 'version.ts': versionFile(1) });
  await using command = isthmus(made.directory, ['dev', '--json']);
  await command.until(() => runs(command).length === 1);
  const sending = sender(command);
  for (const version of [1, 2, 3, 4]) {
    if (version > 1) made.write({ 'version.ts': versionFile(version) });
    await command.until(() => runs(command).length === version && sending.versions.has(version));
    await sleep(100);
  }
  process.kill(runs(command).at(-1)?.pid ?? 0, 'SIGKILL');
  const before = sending.accepted.size;
  await command.until(() => runs(command).length === 5 && sending.accepted.size > before + 20);
  await sending.stop();

  const handled = (): ReadonlySet<number> => new Set(existsSync(join(made.directory, 'taken.txt')) ? readFileSync(join(made.directory, 'taken.txt'), 'utf8').trim().split('\n').map(Number) : []);
  await command.until(() => handled().isSupersetOf(sending.accepted));
  assert.equal(await command.end(), 0);
  assert.ok(events(command).some(({ event, signal }) => event === 'ended' && signal === 'SIGKILL'));

  const told = await readStream(made.directory);
  assert.equal(new Set(told).size, told.length, 'what the handler told through its context was told once');
  assert.ok(new Set(told).isSupersetOf(sending.accepted));
  assert.ok(new Set(told).isSubsetOf(sending.sent));
});

test('a save that can not be loaded is told, and the version before goes on until it is mended', async () => {
  using made = project({ 'app.ts': app, 'version.ts': versionFile(1) });
  await using command = isthmus(made.directory, ['dev']);
  await command.until(() => command.out().includes('Ctrl-C'));
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(command.out())?.[0] ?? '';
  const give = async () => ((await (await fetch(`${url}/numbers`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"number":1}' })).json()) as { readonly version: number }).version;

  for (const [files, told] of [
    [{ 'version.ts': 'export const version: number = ;\n' }, /Expression expected/],
    [{ 'version.ts': versionFile(2), 'app.ts': app.replace("'./version.ts'", "'./missing.ts'") }, /missing\.ts/],
    [{ 'app.ts': app.replace("link({ from: 'web', to: door", "link({ from: 'web', to: 'nobody'") }, /nobody/],
  ] as const) {
    const before = command.err().length;
    made.write(files);
    await command.until(() => command.err().slice(before).includes('the version before goes on'));
    assert.match(command.err().slice(before), told);
    assert.doesNotMatch(command.err(), /^\s+at /m);
    assert.equal(await give(), 1);
  }

  made.write({ 'app.ts': app });
  await command.until(() => command.err().includes('runs again'));
  assert.equal(await command.end(), 0);
});

test('an app that can not be loaded at first is waited for; a file that appears where an import looks is enough', async () => {
  using made = project({ 'app.ts': app });
  await using command = isthmus(made.directory, ['dev']);
  await command.until(() => command.err().includes('Waiting for the next save'));
  made.write({ 'version.ts': versionFile(7) });
  await command.until(() => command.out().includes('numbers is running'));
  assert.equal(await command.end('SIGTERM'), 0);
});

test('saves that follow each other start one new version, the last', async () => {
  using made = project({ 'app.ts': app, 'version.ts': versionFile(1) });
  await using command = isthmus(made.directory, ['dev', '--json']);
  await command.until(() => runs(command).length === 1);
  for (let version = 2; version <= 12; version += 1) {
    writeFileSync(join(made.directory, 'version.ts'), versionFile(version));
    await sleep(15);
  }
  await command.until(() => runs(command).length >= 2);
  const url = runs(command).at(-1)?.url ?? '';
  await sleep(300);
  assert.ok(runs(command).length < 12);
  const answer = await fetch(`${runs(command).at(-1)?.url ?? url}/numbers`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"number":1}' });
  assert.deepEqual(await answer.json(), { version: 12 });
  assert.equal(await command.end(), 0);
});

test('a file that starts the app itself is reloaded too', async () => {
  using made = project({ 'app.ts': app.replace('export default integration', 'const app = integration') + 'await app.start();\nexport default app;\n', 'version.ts': versionFile(1) });
  await using command = isthmus(made.directory, ['dev', '--json']);
  await command.until(() => runs(command).length === 1);
  made.write({ 'version.ts': versionFile(2) });
  await command.until(() => runs(command).length === 2);
  assert.equal(await command.end(), 0);
});

test('an app that ends itself at once is started again with growing pauses', async () => {
  using made = project({ 'app.ts': `${app}\nsetTimeout(() => process.exit(9), 1_500);\n`, 'version.ts': versionFile(1) });
  await using command = isthmus(made.directory, ['dev', '--json']);
  const pauses = () => events(command).filter(({ event }) => event === 'ended').map(({ code, again }) => ({ code, again }));
  await command.until(() => pauses().length >= 2);
  assert.deepEqual(pauses().slice(0, 2), [{ code: 9, again: 200 }, { code: 9, again: 400 }]);
  assert.equal(await command.end(), 0);
});

test('work that takes long is waited for, and goes on in the next version where it does not end in time', async () => {
  const slow = app.replace('setTimeout(resolve, 3)', 'setTimeout(resolve, version === 1 ? 60_000 : 3)').replace("name: 'numbers',", "name: 'numbers', drainWithin: '3s',");
  using made = project({ 'app.ts': slow, 'version.ts': versionFile(1) });
  await using command = isthmus(made.directory, ['dev', '--json']);
  await command.until(() => runs(command).length === 1);
  await fetch(`${runs(command)[0]?.url ?? ''}/numbers`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"number":42}' });
  await sleep(300);
  made.write({ 'version.ts': versionFile(2) });
  await command.until(() => runs(command).length === 2);
  assert.ok(events(command).some(({ event }) => event === 'waiting'));
  await command.until(() => existsSync(join(made.directory, 'taken.txt')) && readFileSync(join(made.directory, 'taken.txt'), 'utf8') === '42\n');
});

test('where the supervisor is killed, the app drains and lets go of its directory', async () => {
  using made = project({ 'app.ts': app, 'version.ts': versionFile(1) });
  const command = isthmus(made.directory, ['dev', '--json']);
  await command.until(() => runs(command).length === 1);
  await command.end('SIGKILL');
  while (isAlive(runs(command)[0]?.pid ?? 0)) await sleep(20);
  await using again = isthmus(made.directory, ['start']);
  await again.until(() => again.out().includes('Ctrl-C'));
});

test('a taken directory at the first start ends the command', async () => {
  using made = project({ 'app.ts': app, 'version.ts': versionFile(1) });
  await using first = isthmus(made.directory, ['start']);
  await first.until(() => first.out().includes('Ctrl-C'));
  await using second = isthmus(made.directory, ['dev']);
  assert.equal(await second.ended, 3);
  assert.match(second.err(), /STORE_OWNED/);
});

test('an app file that is not there ends the command', async () => {
  using made = project({});
  await using command = isthmus(made.directory, ['dev']);
  assert.equal(await command.ended, 3);
  assert.match(command.err(), /APP_FILE_MISSING/);
});
