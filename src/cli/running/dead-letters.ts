import type { Io } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import { clean, paint } from '../output/style.ts';
import { table } from '../output/table.ts';
import { say, sayJson } from '../output/text.ts';
import type { AdminApi } from './admin-api.ts';
import { path } from './admin-api.ts';
import { confirmed } from './confirm.ts';
import { editedData, givenData } from './edit.ts';
import { cliErrors } from '../errors.ts';
import { ago, counted, details, moment, oneLine, span } from './format.ts';
import { messageFacts } from './messages.ts';
import type { DeadLetter, List } from './views.ts';

/** Where dead letters are kept: a queue, or a group of a stream. */
export interface Place {
  readonly api: AdminApi;
  /** The resource: `/queues/orders`. */
  readonly resource: string;
  /** As a person says it: `the queue orders`. */
  readonly words: string;
  /** The commands that go on: `isthmus queue` and the arguments. */
  readonly again: (action: string, id?: string) => string;
}

interface Page {
  readonly limit: number;
  readonly after: string | undefined;
}

/** Lists the dead letters of a place, or shows one. */
export async function tellDead(io: Io, place: Place, id: string | undefined, page: Page): Promise<ExitCode> {
  if (id === undefined) return listDead(io, place, page);
  const letter = await place.api.ask<DeadLetter>(`${place.resource}/dead-letters${path(id)}`);
  if (io.json) sayJson(io, letter);
  else io.stdout.write(letterText(io, place, letter));
  return exitCodes.fine;
}

async function listDead(io: Io, { api, resource, words, again }: Place, { limit, after }: Page): Promise<ExitCode> {
  const letters = await api.ask<List<DeadLetter>>(`${resource}/dead-letters`, { query: { limit, after } });
  if (io.json) sayJson(io, letters);
  else if (letters.items.length === 0) io.stderr.write(`There are no dead letters in ${words}.\n`);
  else {
    io.stdout.write(lettersTable(io, letters.items));
    if (letters.next !== undefined) io.stderr.write(`\nMore: ${again('dead')} --after ${letters.next}\n`);
  }
  return exitCodes.fine;
}

function lettersTable(io: Io, letters: readonly DeadLetter[]): string {
  const now = Date.now();
  return table<DeadLetter>(io, [
    { title: 'ID', value: ({ id }) => id, style: () => 'name' },
    { title: 'DIED', value: ({ diedAt }) => (io.terminal ? ago(diedAt, now) : moment(diedAt)) },
    { title: 'REASON', value: ({ reason }) => reason },
    { title: 'TRIES', value: ({ attempts }) => attempts, align: 'right' },
    { title: 'KEY', value: ({ message, parksKey }) => (message.key === undefined ? undefined : `${message.key}${parksKey ? ' (parked)' : ''}`) },
    { title: 'ERROR', value: ({ error }) => error.what, shrinks: true },
  ], letters);
}

function letterText(io: Io, { again }: Place, letter: DeadLetter): string {
  const { id, reason, diedAt, attempts, parksKey, error, history, message } = letter;
  const last = history.map(({ number, startedAt, finishedAt, code, what }) => `  ${number}  ${moment(startedAt)}  ${span(finishedAt - startedAt) ?? ''}  ${code}  ${what}`);
  const facts = details(io, [
    ['id', id], ['reason', reason], ['died', `${moment(diedAt)} (${ago(diedAt)})`], ['attempts', attempts],
    ['error', `${error.what} [${error.code}]`], ['why', error.why], ['do', error.fix],
    ['key', message.key === undefined ? undefined : `${message.key}${parksKey ? ' — later messages of this key wait for it' : ''}`],
    ...messageFacts(message),
  ]);
  const tried = history.length === 0 ? '' : `\n${paint(io, 'title', 'Attempts')}\n${clean(last.join('\n'))}\n`;
  const body = `\n${paint(io, 'title', 'Body')}\n${clean(JSON.stringify(message.data, undefined, 2) ?? '(empty)')}\n`;
  return `${facts}${tried}${body}\n${paint(io, 'faint', `Mend it: ${again('edit', id)}\nSend it: ${again('redrive', id)}`)}\n`;
}

interface Edit {
  readonly id: string;
  readonly data: string | undefined;
  readonly redrive: boolean;
}

/** Replaces the body of a dead letter, and sends it again where that is asked for. */
export async function editDead(io: Io, place: Place, { id, data, redrive }: Edit): Promise<ExitCode> {
  const one = `${place.resource}/dead-letters${path(id)}`;
  const { changed, tag } = data === undefined ? await editedBy(io, place, one) : { changed: await givenData(io, data), tag: undefined };
  if (changed === undefined) {
    io.stderr.write('Nothing was changed.\n');
    return exitCodes.fine;
  }
  const letter = await place.api.ask<DeadLetter>(one, { method: 'PUT', body: { data: changed }, ifMatch: tag });
  if (redrive) await place.api.ask(`${one}/redrive`, { method: 'POST' });
  if (io.json) sayJson(io, { ...letter, redriven: redrive });
  else say(io, `The body is now ${clean(oneLine(letter.message.data))}${redrive ? ', and it was sent again' : `\nSend it: ${place.again('redrive', id)}`}`);
  return exitCodes.fine;
}

/** A person takes their time, so what they saw is told along. */
async function editedBy(io: Io, { api }: Place, one: string): Promise<{ readonly changed: unknown; readonly tag: string | undefined }> {
  const { document, tag } = await api.askTagged<DeadLetter>(one);
  return { changed: editedData(io, document.message.data), tag };
}

/** Sends one dead letter again, or all. */
export async function redriveDead(io: Io, place: Place, id: string | undefined, all: boolean): Promise<ExitCode> {
  if ((id === undefined) !== all) throw cliErrors.ARGUMENT_INVALID({ what: 'Name one dead letter by its id, or say --all.', fix: `\`${place.again('dead')}\` lists them.` });
  const resource = `${place.resource}/dead-letters${id === undefined ? '' : path(id)}/redrive`;
  const { redriven } = await place.api.ask<{ readonly redriven: number }>(resource, { method: 'POST' });
  if (io.json) sayJson(io, { redriven });
  else say(io, `${counted(redriven, 'message')} of ${place.words} sent again, before what waits behind ${redriven === 1 ? 'it' : 'them'}`);
  return exitCodes.fine;
}

/** Removes one dead letter for good. */
export async function discardDead(io: Io, place: Place, id: string, yes: boolean): Promise<ExitCode> {
  const one = `${place.resource}/dead-letters${path(id)}`;
  const { message } = await place.api.ask<DeadLetter>(one);
  if (!(await confirmed(io, yes, `Discard the dead letter ${id} of ${place.words} (${message.type}, key ${clean(message.key ?? 'none')}) for good`))) return exitCodes.negative;
  await place.api.ask(one, { method: 'DELETE' });
  if (io.json) sayJson(io, { discarded: 1 });
  else say(io, `Discarded${message.key === undefined ? '' : `; the messages of ${clean(message.key)} go on`}`);
  return exitCodes.fine;
}
