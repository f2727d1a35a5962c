import type { Log } from '../kernel/handler.ts';

type Fields = Readonly<Record<string, unknown>>;
const levels = ['debug', 'info', 'warn', 'error'] as const;
type Level = (typeof levels)[number];

/** A log whose lines all carry these fields. */
export function withFields(log: Log, fields: Fields): Log {
  const bound = (level: Level) => (message: string, more?: Fields) => log[level](message, more === undefined ? fields : { ...fields, ...more });
  return { debug: bound('debug'), info: bound('info'), warn: bound('warn'), error: bound('error') };
}

/** Lines of JSON on standard error; plain and short where a person looks at a terminal. */
export function standardLog(least: Level = 'info', stream: NodeJS.WriteStream = process.stderr): Log {
  const write = stream.isTTY === true ? pretty : json;
  const at = (level: Level) => (message: string, fields?: Fields) => {
    if (levels.indexOf(level) >= levels.indexOf(least)) stream.write(write(level, message, fields ?? {}));
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

function json(level: Level, message: string, fields: Fields): string {
  return `${JSON.stringify({ time: new Date().toISOString(), level, message, ...fields }, replaceErrors)}\n`;
}

function pretty(level: Level, message: string, fields: Fields): string {
  const words = Object.entries(fields).map(([name, value]) => `${name}=${JSON.stringify(value, replaceErrors)}`);
  return `${new Date().toISOString().slice(11, 19)} ${level.padEnd(5)} ${message}${words.length > 0 ? `  ${words.join(' ')}` : ''}\n`;
}

function replaceErrors(_name: string, value: unknown): unknown {
  return value instanceof Error ? { name: value.name, message: value.message, stack: value.stack } : value;
}

/** A log that says nothing, for tests. */
export const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
