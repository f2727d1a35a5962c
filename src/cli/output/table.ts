import type { Io } from '../command.ts';
import { clean, paint, widthOf } from './style.ts';
import type { Style } from './style.ts';
import { cut } from './text.ts';

export interface Column<Row> {
  readonly title: string;
  readonly value: (row: Row) => string | number | undefined;
  /** Numbers stand on the right. */
  readonly align?: 'right';
  /** Paints the cell. */
  readonly style?: (row: Row) => Style | undefined;
  /** Gives way when the terminal is narrow; the first such columns give way first. Default: the last column that stands on the left. */
  readonly shrinks?: true;
}

const gap = 2;
const smallest = 8;

/** Rows as a table: aligned and cut to the terminal's width, or tab-separated and whole where the output is piped. Ends with a line break. */
export function table<Row>(io: Pick<Io, 'terminal' | 'width' | 'color'>, columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = rows.map((row) => columns.map(({ value }) => clean(String(value(row) ?? '-')).replaceAll(/[\t\n]/g, ' ')));
  if (!io.terminal) return [columns.map(({ title }) => title), ...cells].map((line) => `${line.join('\t')}\n`).join('');
  const widths = widthsOf(columns, cells, io.width);
  const head = columns.map(({ title, align }, index) => paint(io, 'faint', fit(title, widths[index] ?? 0, align)));
  const body = cells.map((line, at) => line.map((cell, index) => painted(io, columns[index], rows[at] as Row, fit(cell, widths[index] ?? 0, columns[index]?.align))));
  return [head, ...body].map((line) => `${line.join(' '.repeat(gap)).trimEnd()}\n`).join('');
}

function painted<Row>(io: Pick<Io, 'color'>, column: Column<Row> | undefined, row: Row, cell: string): string {
  const style = column?.style?.(row);
  return style === undefined ? cell : paint(io, style, cell);
}

function fit(text: string, width: number, align: 'right' | undefined): string {
  const short = cut(text, width);
  const space = ' '.repeat(Math.max(0, width - widthOf(short)));
  return align === 'right' ? space + short : short + space;
}

function widthsOf<Row>(columns: readonly Column<Row>[], cells: readonly (readonly string[])[], width: number): readonly number[] {
  const widths = columns.map(({ title }, index) => Math.max(widthOf(title), ...cells.map((line) => widthOf(line[index] ?? ''))));
  for (const index of givingWay(columns)) {
    const over = widths.reduce((sum, each) => sum + each, 0) + gap * (columns.length - 1) - width;
    if (over <= 0) break;
    widths[index] = Math.max(Math.min(smallest, widths[index] ?? 0), (widths[index] ?? 0) - over);
  }
  return widths;
}

/** The columns that may become narrower, in order: those that say so, then those on the left from the last to the first. */
function givingWay<Row>(columns: readonly Column<Row>[]): readonly number[] {
  const all = columns.map((column, index) => ({ column, index }));
  const willing = all.filter(({ column }) => column.shrinks === true);
  const others = all.filter(({ column }) => column.shrinks !== true && column.align !== 'right').toReversed();
  return [...willing, ...others].map(({ index }) => index);
}
