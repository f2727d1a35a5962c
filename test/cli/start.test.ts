import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { projectFiles } from '../../src/cli/template/project.ts';
import { isthmus, project } from './command-process.ts';

const files = projectFiles({ name: 'demo', kind: 'queue', validator: 'zod', isthmus: '*' });
const urlIn = (text: string): string => /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0] ?? '';

test('start says where it listens and what runs, and ends with 0 after a signal', async () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    using made = project(files);
    await using command = isthmus(made.directory, ['start']);
    await command.until(() => command.out().includes('Ctrl-C'));
    assert.match(command.out(), /^demo is running, http:/);
    assert.match(command.out(), /queue {2}parcels\.packed {2}warehouse → shipping/);

    const { status } = await fetch(`${urlIn(command.out())}/parcels`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"parcel":"A1","city":"Oslo"}' });
    assert.equal(status, 201);
    await command.until(() => command.out().includes('A1 goes to Oslo'));

    assert.equal(await command.end(signal), 0);
    assert.match(command.out(), /Stopping demo …\nStopped\.\n$/);
    assert.equal(command.err(), '');
  }
});

test('start --json tells one document', async () => {
  using made = project(files);
  await using command = isthmus(made.directory, ['start', '--json', '--no-admin']);
  await command.until(() => command.out().endsWith('}\n'));
  await command.end();
  const document = JSON.parse(command.out()) as { readonly name: string; readonly url: string; readonly pid: number };
  assert.equal(document.name, 'demo');
  assert.equal(document.pid, command.child.pid);
  assert.match(document.url, /^http:/);
});

test('every fault of a declaration is told, without a stack', async () => {
  const faulty = files['app.ts']?.replace("from: 'web'", "from: 'wob'").replace("deadline: '5s'", "deadline: 'soon'") ?? '';
  using made = project({ ...files, 'app.ts': faulty });
  await using command = isthmus(made.directory, ['start']);
  assert.equal(await command.ended, 3);
  assert.match(command.err(), /wob/);
  assert.match(command.err(), /deadline/);
  assert.doesNotMatch(command.err(), /^\s+at /m);
});

test('a taken port is told in a sentence', async () => {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  using made = project(files);
  await using command = isthmus(made.directory, ['start'], { PORT: String(port) });
  assert.equal(await command.ended, 3);
  server.close();
  assert.match(command.err().replaceAll(/\s+/g, ' '), new RegExp(`Can't listen on 127\\.0\\.0\\.1, port ${port}`));
  assert.doesNotMatch(command.err(), /^\s+at /m);
});

test('a directory has one owner: the second start says who has it', async () => {
  using made = project(files);
  await using first = isthmus(made.directory, ['start']);
  await first.until(() => first.out().includes('Ctrl-C'));
  await using second = isthmus(made.directory, ['start']);
  assert.equal(await second.ended, 3);
  assert.match(second.err().replaceAll(/\s+/g, ' '), new RegExp(`is owned by the process with pid ${first.child.pid}`));
  assert.doesNotMatch(second.err(), /^\s+at /m);
});

test('a second signal ends a start that still drains', async () => {
  const slow = files['app.ts']?.replace('function shipParcel({ parcel, city }: Parcel): void {', 'async function shipParcel({ parcel, city }: Parcel): Promise<void> {\n  console.log(`${parcel} is taken`);\n  await new Promise((resolve) => setTimeout(resolve, 60_000));') ?? '';
  using made = project({ ...files, 'app.ts': slow });
  await using command = isthmus(made.directory, ['start']);
  await command.until(() => command.out().includes('Ctrl-C'));
  await fetch(`${urlIn(command.out())}/parcels`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"parcel":"A1","city":"Oslo"}' });
  await command.until(() => command.out().includes('A1 is taken'));
  command.child.kill('SIGINT');
  await command.until(() => command.out().includes('Stopping'));
  await command.end('SIGINT');
  assert.doesNotMatch(command.out(), /Stopped/);
});
