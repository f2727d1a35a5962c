import { pathToFileURL } from 'node:url';
import { relative } from 'node:path';
import type { Io } from '../command.ts';
import { cliErrors } from '../errors.ts';
import { isOurs, messageOf, tellFailure } from '../failure.ts';
import type { Teller } from '../failure.ts';
import { placeOf } from './place.ts';

type Module = Readonly<Record<string, unknown>>;

/**
 * Imports a file that may do anything while it is imported: what it prints goes to standard error, and where it throws (now or
 * in a promise that nobody awaits), waits for ever, or ends the process, that is told. Throws `APP_FILE_FAILED`, or the
 * file's own `IsthmusError`.
 */
export async function importFile(path: string, io: Teller & Pick<Io, 'directory'>): Promise<Module> {
  const { directory } = io;
  const name = relative(directory, path) || path;
  const { broken, release } = watchProcess(name, io);
  const restore = divertOutput();
  try {
    return await Promise.race([import(pathToFileURL(path).href) as Promise<Module>, broken]);
  } catch (error) {
    throw isOurs(error) && error.category === 'misconfigured' ? error : failed(name, path, error, directory);
  } finally {
    restore();
    release();
  }
}

/** Standard output belongs to the command's answer. */
function divertOutput(): () => void {
  const write = process.stdout.write;
  process.stdout.write = process.stderr.write.bind(process.stderr) as typeof write;
  return () => {
    process.stdout.write = write;
  };
}

function watchProcess(name: string, io: Teller): { readonly broken: Promise<never>; readonly release: () => void } {
  const { promise, reject } = Promise.withResolvers<never>();
  // Whoever wins the race, a fault that comes later is nobody's.
  promise.catch(() => undefined);
  const onError = (error: unknown) => reject(error);
  const onIdle = () => reject(cliErrors.APP_FILE_FAILED(`${name} waits at its top level for something that never comes.`));
  const onExit = () => {
    process.exitCode = tellFailure(io, cliErrors.APP_FILE_FAILED({
      what: `${name} ended the process while it was imported.`,
      why: 'The file is imported to read what it declares, and it called process.exit().',
      fix: 'Leave process.exit() to the part below `if (import.meta.main)`.',
    }));
  };
  process.on('uncaughtException', onError).on('unhandledRejection', onError).on('beforeExit', onIdle).on('exit', onExit);
  const release = () => void process.off('uncaughtException', onError).off('unhandledRejection', onError).off('beforeExit', onIdle).off('exit', onExit);
  return { broken: promise, release };
}

function failed(name: string, path: string, error: unknown, directory: string): Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const [first = '', ...more] = messageOf(error).trim().split('\n');
  const what = `${name} could not be imported: ${short(first, directory)}${placeOf(error, directory)}.`;
  const missing = /^(?:Cannot find package|Cannot find module)|does not provide an export named/.test(first) || code === 'ERR_MODULE_NOT_FOUND';
  const syntax = !missing && (error instanceof SyntaxError || code.endsWith('TYPESCRIPT_SYNTAX'));
  return cliErrors.APP_FILE_FAILED({
    what: `${what}${more.length > 0 ? `\n${more.map((line) => `  ${line}`).join('\n')}` : ''}`,
    ...(missing ? { why: 'The file imports something that is not there.', fix: 'Run `npm install`, or mend the import.' } : {}),
    ...(syntax ? { why: 'Node reads the file as it is: JavaScript, or TypeScript whose types can be erased (no enums, no parameter properties).', fix: 'Mend the syntax there.' } : {}),
    details: { file: path },
    cause: error,
  });
}

const short = (text: string, directory: string): string => text.replaceAll(`${directory}/`, '').replace(/\.$/, '');
