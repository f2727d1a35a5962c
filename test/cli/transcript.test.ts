import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isPromised } from '../../tools/docs-code.ts';
import { root } from '../../tools/shell.ts';
import { loopbackRegistry } from './loopback-registry.ts';
import { ShellSession } from './shell-session.ts';
import { transcriptOf } from './transcript.ts';
import type { Step } from './transcript.ts';

const directory = mkdtempSync(join(tmpdir(), 'isthmus-transcript-'));
after(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** What a person has who has only Node: no cache of npm, no settings, and the registry. */
function freshEnvironment(registry: string, port: number): NodeJS.ProcessEnv {
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:npm_|NODE_OPTIONS|NODE_TEST|ISTHMUS_|INIT_CWD|CI$|\w*_proxy$)/i.test(name)));
  return {
    ...own, PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter), HOME: directory, PORT: String(port), CI: undefined,
    npm_config_registry: registry, npm_config_cache: join(directory, 'cache'), npm_config_userconfig: join(directory, '.npmrc'),
    npm_config_audit: 'false', npm_config_fund: 'false', npm_config_update_notifier: 'false', npm_config_yes: 'true',
  };
}

/** Whether a text ends with what is promised. */
const endsWith = (promised: string) => (text: string): boolean => isPromised(text.trim().split('\n').slice(-promised.trim().split('\n').length).join('\n'), promised);

test('the transcript of the quick start, word for word, on the packed package', async () => {
  const port = await freePort();
  const steps = transcriptOf(readFileSync(join(root, 'docs/quick-start.md'), 'utf8'));
  // The page's port may be taken here; another is put in where commands go in and taken out of what they print.
  const typed = (commands: string): string => commands.replaceAll('4400', String(port));
  const shown = (text: string): string => text.replaceAll(String(port), '4400');
  // Columns are aligned in a terminal and separated by tabs elsewhere.
  const loose = (text: string): string => text.replaceAll(/[ \t]+/g, ' ');
  assert.ok(steps.filter(({ commands }) => commands?.includes('isthmus')).length >= 4);
  await using registry = await loopbackRegistry(directory);
  await using session = new ShellSession(directory, freshEnvironment(registry.url, port));
  for (const step of steps) {
    const { commands, terminal, output } = step;
    if (terminal === undefined) await compare(step, async () => loose(shown(await session.run(typed(commands ?? '')))), loose);
    else {
      if (commands !== undefined) session.begin(terminal, typed(commands));
      if (output !== undefined) await session.shows(terminal, (text) => endsWith(loose(output))(loose(shown(text))));
    }
  }
  // npx ends by the signal itself, whatever its command does.
  assert.match(await session.interrupt('dev'), /dev Stopping .*\ndev Stopped\.\n$/);
});

/** Runs the commands of a step; once more where it takes a moment. */
async function compare({ line, output, eventually }: Step, run: () => Promise<string>, loose: (text: string) => string): Promise<void> {
  const isSo = (printed: string): boolean => output === undefined || isPromised(printed, loose(output));
  let printed = await run();
  for (let looks = 1; eventually && looks < 30 && !isSo(printed); looks += 1) {
    await sleep(500);
    printed = await run();
  }
  assert.ok(isSo(printed), `line ${line} promises\n${output ?? ''}\nand this was printed:\n${printed}`);
}
