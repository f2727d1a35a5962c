import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { root, sourceCondition } from '../../tools/shell.ts';
import { eventually } from './admin-client.ts';
import { startOrders } from './orders-process.ts';

const enter = '\u001B[?1049h';
const leave = '\u001B[?25h\u001B[?1049l';
const hasTerminal = spawnSync('script', ['--version']).status === 0;

test('top fills a terminal, waits for an app that is gone, finds it again, sorts, and gives the terminal back', { skip: hasTerminal ? false : '`script` (util-linux) makes the terminal' }, async (context) => {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'isthmus-live-')));
  context.after(() => rmSync(directory, { recursive: true, force: true }));
  const first = await startOrders(directory);
  const line = `stty cols 100 rows 12; exec ${process.execPath} ${sourceCondition} ${join(root, 'bin/isthmus.cjs')} top --interval 200ms`;
  const terminal = spawn('script', ['-qfec', line, '/dev/null'], { cwd: directory, stdio: ['pipe', 'pipe', 'inherit'] });
  let drawn = '';
  terminal.stdout.setEncoding('utf8').on('data', (text: string) => void (drawn += text));
  const ended = once(terminal, 'close');
  const sees = async (text: string): Promise<void> => {
    await eventually(() => drawn.includes(text) || terminal.exitCode !== null);
    assert.ok(drawn.includes(text), drawn);
    drawn = '';
  };
  await sees(enter);
  await sees('orders.placed:queue');
  terminal.stdin.write('s');
  await sees('now by failures');
  await first.end('SIGKILL');
  await sees('waiting for it to come back');
  await using _second = await startOrders(directory);
  await sees('orders.placed:queue');
  await sees('orders.placed:queue');
  assert.doesNotMatch(drawn, /waiting for it/);
  terminal.stdin.write('q');
  const [code] = (await ended) as [number];
  assert.equal(code, 0);
  assert.ok(drawn.trimEnd().endsWith(leave), JSON.stringify(drawn.slice(-200)));
});
