import { event, operation } from 'isthmus';
import { z } from 'zod';
import { Iata } from './airports.ts';
import { lineOfText } from './text.ts';

const remark = { iata: Iata, text: lineOfText(200), agent: z.string().min(1).max(40) };

export const postRemark = operation('board.remark', {
  summary: 'A gate agent writes a remark on the board of an airport',
  effect: 'write',
  input: z.strictObject(remark),
  output: z.object({ posted: z.boolean() }),
});

/** Asked of the agent's own screen, before a remark that would alarm people. */
export const confirmRemark = operation('board.confirm', {
  summary: 'Ask an agent whether a remark is meant',
  effect: 'read',
  input: z.object({ text: z.string(), why: z.string() }),
  output: z.object({ meant: z.boolean() }),
});

export const remarked = event('board.remarked', {
  summary: 'A remark was written on the board of an airport',
  data: z.object({ ...remark, text: z.string() }),
  key: 'iata',
});

/** Told in the room of an airport, and kept nowhere. */
export const agentTyping = event('board.typing', {
  summary: 'An agent is typing',
  data: z.object({ agent: z.string().max(40), typing: z.boolean() }),
});

const file = z.object({ file: z.string(), mediaType: z.string() });
export const showPage = operation('board.page', { summary: 'The live departures board, for people', effect: 'read', input: z.strictObject({}), output: file });
export const showAsset = operation('board.asset', { summary: 'What the page of the board is made of', effect: 'read', input: z.strictObject({ name: z.enum(['board.js', 'board.css']) }), output: file });
export const showClient = operation('board.client', { summary: 'The socket client, made for browsers', effect: 'read', input: z.strictObject({}), output: file });
