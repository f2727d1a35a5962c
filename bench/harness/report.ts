import type { Benchmark, Figure } from './benchmark.ts';
import type { ContestantResult, Result, TargetResult } from './result.ts';
import type { Spread } from './statistics.ts';

/** A result as a person reads it. */
export function report(benchmark: Benchmark, result: Result): string {
  const { machine } = result;
  const lines = [
    `${benchmark.name}: ${benchmark.summary}`,
    `${machine.cores} cores (${machine.processor}), ${machine.memory} GiB, Node ${machine.node}, ${machine.kernel}; commit ${result.commit}; ${result.rounds} rounds${result.short ? ', short form' : ''}`,
    '',
    ...benchmark.figures.flatMap((figure) => [...figureTable(figure, result), '']),
    ...result.contestants.flatMap(({ name, note, problem }) => [...(note === undefined ? [] : [`${name}: ${note}`]), ...(problem === undefined ? [] : [`${name}: ${problem}`])]),
  ];
  if (result.targets.length > 0) lines.push('', 'Targets', ...table(result.targets.map(targetRow)));
  return lines.join('\n');
}

function figureTable(figure: Figure, result: Result): readonly string[] {
  const rows = result.contestants.filter(({ figures }) => figures[figure.key] !== undefined);
  const withCost = rows.some(({ figures }) => figures[`${figure.key}.cpu`] !== undefined);
  const head = [figure.title, `median (${figure.unit})`, 'min', 'max', ...(withCost ? ['CPU µs/op', 'server µs/op'] : []), 'Isthmus ÷ it', 'min', 'max'];
  if (rows.length === 0) return [`${figure.title}: not measured`];
  return table([head, ...rows.map((row) => figureRow(figure.key, row, withCost))]);
}

function figureRow(key: string, { name, figures, ratios }: ContestantResult, withCost: boolean): string[] {
  const cost = withCost ? [plain(figures[`${key}.cpu`]?.median), plain(figures[`${key}.server`]?.median)] : [];
  return [name, ...cells(figures[key], plain), ...cost, ...cells(ratios[key], (value) => `${plain(value)}×`)];
}

function cells(spread: Spread | undefined, format: (value: number) => string): string[] {
  return spread === undefined ? ['', '', ''] : [format(spread.median), format(spread.min), format(spread.max)];
}

function targetRow({ figure, wanted, reached, met }: TargetResult): string[] {
  if (met === undefined) return [figure, wanted, 'not measured', ''];
  const bound = Number(wanted.split(' ')[1]);
  const off = Math.abs((reached ?? 0) - bound) / bound;
  return [figure, wanted, plain(reached), met ? 'met' : `missed by ${Math.round(off * 100)} %`];
}

/** Three significant digits, thousands apart. */
function plain(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '?';
  return Math.abs(value) >= 1_000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}

/** Columns side by side: the first to the left, the others to the right. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ').trimEnd());
}
