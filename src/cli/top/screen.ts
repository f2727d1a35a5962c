import type { Io } from '../command.ts';
import { clean, paint, widthOf } from '../output/style.ts';
import { table } from '../output/table.ts';
import type { Column } from '../output/table.ts';
import { cut } from '../output/text.ts';
import { span } from '../running/format.ts';
import type { Row, Sample } from './sample.ts';

export const orders = ['rate', 'failures', 'depth', 'latency', 'map'] as const;
export type Order = (typeof orders)[number];

const wide = 110;
const widest = 140;

const by: Readonly<Record<Exclude<Order, 'map'>, (row: Row) => number>> = {
  rate: ({ handled, failed, sent = 0 }) => handled + failed + sent / 1_000,
  failures: ({ failed, retried, dead = 0 }) => failed * 1_000_000 + retried * 1_000 + dead,
  depth: ({ depth = -1 }) => depth,
  latency: ({ p99 = -1 }) => p99,
};

/** Rows in an order; those that are equal stay as they stand on the map. */
export function sorted(rows: readonly Row[], order: Order): readonly Row[] {
  if (order === 'map') return rows;
  const key = by[order];
  return rows.toSorted((a, b) => key(b) - key(a));
}

export interface View {
  readonly order: Order;
  /** Lines of the screen; `undefined`: as many as there are rows. */
  readonly height: number | undefined;
  /** What stands on the last line. */
  readonly foot?: string;
}

type Screen = Pick<Io, 'terminal' | 'width' | 'color'>;

/** The whole picture as text, of at most `height` lines. */
export function picture(io: Screen, sample: Sample, { order, height, foot }: View): string {
  const rows = sorted(sample.links, order);
  const room = height === undefined ? rows.length : Math.max(1, height - 4 - (foot === undefined ? 0 : 1));
  const cutOff = rows.length > room;
  const shown = cutOff ? rows.slice(0, Math.max(0, room - 1)) : rows;
  const more = cutOff ? `${paint(io, 'faint', `… ${rows.length - shown.length} more`)}\n` : '';
  return `${head(io, sample)}\n\n${table(io, columns(io), shown)}${more}${foot === undefined ? '' : paint(io, 'faint', cut(foot, io.width))}`;
}

function head(io: Screen, { app, at, since, links }: Sample): string {
  const sum = (value: (row: Row) => number): number => links.reduce((all, row) => all + value(row), 0);
  const dead = new Map(links.map(({ link, dead = 0 }) => [link, dead]));
  const facts = [
    `up ${span(at - since) ?? ''}`, `${rate(sum(({ handled }) => handled))}/s handled`, `${rate(sum(({ failed }) => failed))}/s failed`,
    `${sum(({ running }) => running)} running`, `${[...dead.values()].reduce((all, each) => all + each, 0)} dead`,
  ];
  const name = clean(app);
  return `${paint(io, 'title', name)}  ${cut(facts.join('   '), io.width - widthOf(name) - 2)}`;
}

function columns(io: Screen): readonly Column<Row>[] {
  const more = io.width >= wide || !io.terminal;
  const all: ReadonlyArray<Column<Row> | undefined> = [
    { title: 'LINK', value: ({ link }) => link, style: () => 'name', shrinks: true },
    io.width >= widest || !io.terminal ? { title: 'METHOD', value: ({ method }) => method } : undefined,
    { title: 'TO', value: ({ to }) => to },
    more ? { title: 'SENT/S', value: ({ sent }) => (sent === undefined ? undefined : rate(sent)), align: 'right' } : undefined,
    { title: 'DONE/S', value: ({ handled }) => rate(handled), align: 'right' },
    { title: 'FAIL/S', value: ({ failed }) => rate(failed), align: 'right', style: ({ failed }) => (failed > 0 ? 'bad' : undefined) },
    more ? { title: 'RETRY/S', value: ({ retried }) => rate(retried), align: 'right', style: ({ retried }) => (retried > 0 ? 'doubtful' : undefined) } : undefined,
    { title: 'P50', value: ({ p50 }) => latency(p50), align: 'right' },
    { title: 'P99', value: ({ p99 }) => latency(p99), align: 'right' },
    more ? { title: 'WAIT P99', value: ({ waiting99 }) => latency(waiting99), align: 'right' } : undefined,
    more ? { title: 'RUN', value: ({ running }) => running, align: 'right' } : undefined,
    { title: 'DEPTH', value: ({ depth }) => depth, align: 'right', style: ({ depth = 0 }) => (depth > 0 ? 'doubtful' : undefined) },
    { title: 'AGE', value: ({ oldest }) => span(oldest), align: 'right' },
    { title: 'DEAD', value: ({ dead }) => dead, align: 'right', style: ({ dead = 0 }) => (dead > 0 ? 'bad' : undefined) },
  ];
  return all.filter((each) => each !== undefined);
}

/** Three digits are enough to watch. */
function rate(value: number): string {
  if (value >= 10_000) return `${Math.round(value / 1_000)}k`;
  if (value >= 100 || Number.isInteger(value)) return String(Math.round(value));
  return value >= 10 ? value.toFixed(0) : value.toFixed(1);
}

function latency(value: number | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (value < 1) return `${Math.round(value * 1_000)}µs`;
  return value < 10 ? `${value.toFixed(1)}ms` : span(value);
}
