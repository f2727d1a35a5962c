import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sourceCondition } from '../../tools/shell.ts';
import type { Answered, Ask } from './orders-program.ts';

/** The small app, running in a directory of its own. */
export interface OrdersProcess extends AsyncDisposable {
  readonly directory: string;
  readonly pid: number;
  ask(ask: Ask): Promise<Answered>;
  /** Ends it; resolves once it is gone. */
  end(signal?: NodeJS.Signals): Promise<void>;
}

export async function startOrders(directory: string = realpathSync(mkdtempSync(join(tmpdir(), 'isthmus-orders-')))): Promise<OrdersProcess> {
  const child = fork(join(import.meta.dirname, 'orders-program.ts'), { cwd: directory, execArgv: [sourceCondition], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  await once(child, 'message');
  const end = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  };
  return {
    directory, pid: child.pid ?? 0, end,
    async ask(ask) {
      const answer = once(child, 'message');
      child.send(ask);
      const [answered] = (await answer) as [Answered];
      return answered;
    },
    async [Symbol.asyncDispose]() {
      await end();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
