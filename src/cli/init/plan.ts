import { basename, resolve } from 'node:path';
import type { Io } from '../command.ts';
import { cliErrors } from '../errors.ts';
import { Prompt } from '../prompt.ts';
import { kindNames, kinds } from '../template/kinds.ts';
import type { KindName } from '../template/kinds.ts';
import { validators } from '../template/validator.ts';
import type { Validator } from '../template/validator.ts';
import { initErrors } from './errors.ts';
import { obstacles } from './write.ts';

/** What was said on the command line. */
export interface Said {
  readonly directory: string | undefined;
  readonly name: string | undefined;
  readonly kind: KindName | undefined;
  readonly validator: Validator | undefined;
  readonly install: boolean | undefined;
  readonly yes: boolean;
}

/** What is to be written, and where. */
export interface Decided {
  /** As it was given, for the hints. */
  readonly shown: string;
  readonly directory: string;
  readonly name: string;
  readonly kind: KindName;
  readonly validator: Validator;
  readonly install: boolean;
}

/** Asks for what was not said where a person is there, else takes the defaults. Throws `ARGUMENT_INVALID`, `PROJECT_NAME_INVALID`, `DIRECTORY_OCCUPIED`. */
export async function decide(said: Said, io: Io): Promise<Decided> {
  if (said.directory !== undefined) refuseObstacles(resolve(io.directory, said.directory), said.directory);
  if (said.yes || !io.interactive) return byDefaults(said, io);
  using prompt = new Prompt(io);
  return await byQuestions(said, io, prompt);
}

function byDefaults(said: Said, io: Io): Decided {
  const shown = said.directory;
  if (shown === undefined) throw cliErrors.ARGUMENT_INVALID({ what: 'The directory of the new project is missing, and nobody is there to be asked.', fix: 'Name it: `isthmus init my-app`; `.` is the directory you are in.' });
  const directory = resolve(io.directory, shown);
  return { shown, directory, name: said.name ?? requireName(directory), kind: said.kind ?? 'queue', validator: said.validator ?? 'zod', install: said.install ?? false };
}

async function byQuestions(said: Said, io: Io, prompt: Prompt): Promise<Decided> {
  const place = (answer: string): string => resolve(io.directory, answer);
  const shown = said.directory ?? (await prompt.text('Directory of the new project?', 'my-app', (answer) => occupied(place(answer), answer)?.what));
  const directory = place(shown);
  const name = said.name ?? (await prompt.text('Name of the app?', nameFrom(directory) ?? 'my-app', (answer) => (namePattern.test(answer) ? undefined : 'Begin with a letter; then letters, digits, hyphens.')));
  const kind = said.kind ?? (await prompt.choice('What do you want to build?', kindNames.map((word) => ({ word, about: kinds[word].title }))));
  const validator = said.validator ?? (await prompt.choice('Which validator describes your data?', validators.map((word) => ({ word }))));
  const install = said.install ?? (await prompt.confirm('Run npm install now?'));
  return { shown, directory, name, kind, validator, install };
}

/** What may name an app and its package. */
export const namePattern = /^[A-Za-z][A-Za-z0-9-]{0,99}$/;

function requireName(directory: string): string {
  const name = nameFrom(directory);
  if (name === undefined) throw initErrors.PROJECT_NAME_INVALID(`No name can be made from the directory ${JSON.stringify(basename(directory))}.`);
  return name;
}

function nameFrom(directory: string): string | undefined {
  const name = basename(directory).toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^[-0-9]+|-+$/g, '').slice(0, 100);
  return namePattern.test(name) ? name : undefined;
}

function refuseObstacles(directory: string, shown: string): void {
  const error = occupied(directory, shown);
  if (error !== undefined) throw error;
}

function occupied(directory: string, shown: string) {
  const found = obstacles(directory);
  if (found.length === 0) return undefined;
  const some = found.slice(0, 8).join(', ');
  return initErrors.DIRECTORY_OCCUPIED({ what: `The directory ${shown} is not empty: ${some}${found.length > 8 ? ` and ${found.length - 8} more` : ''}.`, details: { directory, found: found.slice(0, 100) } });
}
