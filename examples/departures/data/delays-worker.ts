import { parentPort, workerData } from 'node:worker_threads';
import type { ScanNote } from './delays.ts';
import { DelayTotals } from './delay-totals.ts';
import type { Filter } from './delay-totals.ts';
import { readHalfYear } from './half-year.ts';
import type { FlightColumns } from './half-year.ts';

const filter = workerData as Filter;
const totals = new DelayTotals();
const from = filter.from === undefined ? undefined : Date.parse(filter.from);
const until = filter.to === undefined ? undefined : Date.parse(filter.to) + 86_400_000;
const say = (note: ScanNote): void => parentPort?.postMessage(note);

function add({ date, delay, origin, destination }: FlightColumns): void {
  for (const [row, minutes] of delay.entries()) {
    const [start = '', end = '', time = 0] = [origin[row], destination[row], Number(date[row])];
    if (filter.origin !== undefined && start !== filter.origin) continue;
    if (filter.destination !== undefined && end !== filter.destination) continue;
    if ((from !== undefined && time < from) || (until !== undefined && time >= until)) continue;
    totals.add(start, end, Number(minutes));
  }
}

let read = 0;
for await (const { columns, all } of readHalfYear(from !== undefined || until !== undefined)) {
  add(columns);
  read += columns.delay.length;
  say({ read, all });
}
say({ report: totals.report(filter.routes) });
