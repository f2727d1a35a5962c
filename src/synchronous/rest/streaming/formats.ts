import type { Problem } from '../../../http/problem.ts';

/** How a sequence of values looks on the wire. */
export interface Format {
  readonly type: string;
  /** Sent before the first value. */
  readonly opening: string;
  readonly item: (json: string, id: string | undefined) => string;
  /** Sent while there is nothing to say; `undefined`: the format has no such thing. */
  readonly beat: string | undefined;
  /** Sent after the last value. */
  readonly end: string;
  /** Sent in place of the rest, where it can't follow. */
  readonly problem: (problem: Problem) => string;
  /** Whether a failed answer is cut off after its problem, since the format can't tell its end from a break. */
  readonly cut: boolean;
  /** Whether it may go on for ever, so that a stop ends it instead of waiting. */
  readonly endless: boolean;
}

const lineBreak = /[\r\n\0]/;

/** Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). `event: end` is the end: without it a browser would begin again. */
const events: Format = {
  type: 'text/event-stream',
  opening: 'retry: 2000\n\n',
  item: (json, id) => (id === undefined || lineBreak.test(id) ? `data: ${json}\n\n` : `id: ${id}\ndata: ${json}\n\n`),
  beat: ':\n\n',
  end: 'event: end\ndata: {}\n\n',
  problem: (problem) => `event: problem\ndata: ${JSON.stringify(problem)}\n\n`,
  cut: false,
  endless: true,
};

/** One value a line (https://github.com/ndjson/ndjson-spec). */
const lines = (type: string): Format => ({
  type, opening: '', item: (json) => `${json}\n`, beat: undefined, end: '', problem: (problem) => `${JSON.stringify({ problem })}\n`, cut: true, endless: false,
});

const formats = [lines('application/x-ndjson'), events, lines('application/jsonl'), lines('application/ndjson')];

/** The media types of streaming answers, the usual one first. */
export const streamTypes: readonly string[] = formats.map((format) => format.type);

/** The format of one of `streamTypes`. */
export function formatOf(type: string): Format {
  return formats.find((format) => format.type === type) ?? events;
}
