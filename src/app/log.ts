import { kernelErrors } from '../kernel/errors.ts';
import type { Log } from '../kernel/handler.ts';
import { redacted } from '../telemetry/redact.ts';

type Fields = Readonly<Record<string, unknown>>;
const levels = ['debug', 'info', 'warn', 'error'] as const;
type Level = (typeof levels)[number];

/** A log whose lines all carry these fields. */
export function withFields(log: Log, fields: Fields): Log {
  const bound = (level: Level) => (message: string, more?: Fields) => log[level](message, more === undefined ? fields : { ...fields, ...more });
  return { debug: bound('debug'), info: bound('info'), warn: bound('warn'), error: bound('error') };
}

/** A log that is never told secrets: fields named `authorization`, `cookie`, `password`, `…token`, `…secret` and the like, at any depth. */
export function withoutSecrets(log: Log): Log {
  if (log === silentLog) return log;
  const guarded = (level: Level) => (message: string, fields?: Fields) => (fields === undefined ? log[level](message) : log[level](message, redacted(fields)));
  return { debug: guarded('debug'), info: guarded('info'), warn: guarded('warn'), error: guarded('error') };
}

/** The level that `ISTHMUS_LOG_LEVEL` names; `info` without it. Throws `OPTION_INVALID`. */
function levelAsked(): Level {
  const asked = process.env['ISTHMUS_LOG_LEVEL'] ?? 'info';
  const level = levels.find((each) => each === asked);
  if (level === undefined) throw kernelErrors.OPTION_INVALID({ what: `The environment variable ISTHMUS_LOG_LEVEL is ${JSON.stringify(asked)}; it takes ${levels.join(', ')}.`, fix: `Set ISTHMUS_LOG_LEVEL to one of ${levels.join(', ')}, or unset it.` });
  return level;
}

/**
 * Lines of JSON on standard error; plain and short where a person looks at a terminal. `least`: what is less serious is left
 * out; default: `ISTHMUS_LOG_LEVEL`, else `info`.
 */
export function standardLog(least: Level = levelAsked(), stream: NodeJS.WriteStream = process.stderr): Log {
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
