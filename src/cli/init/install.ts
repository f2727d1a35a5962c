import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { initErrors } from './errors.ts';

/** Runs `npm install` in the directory; what npm says goes to standard error. Throws `INSTALL_FAILED`. */
export async function install(directory: string): Promise<void> {
  const child = spawn('npm', ['install'], { cwd: directory, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  const [code] = (await once(child, 'exit').catch((cause: unknown) => {
    throw initErrors.INSTALL_FAILED({ what: 'npm can\'t be run.', cause });
  })) as [number | null];
  if (code !== 0) throw initErrors.INSTALL_FAILED(`npm install ended with ${code ?? 'a signal'}.`);
}
