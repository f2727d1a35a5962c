import { handle, service } from 'isthmus';
import { reportDelays } from '../contracts/reports.ts';
import { scanDelays } from '../data/delays.ts';

/** Reads half a year of flights, on a thread of its own: the app goes on answering meanwhile. */
export const reports = () =>
  service('reports', [
    handle(reportDelays, (filter, context) => scanDelays(filter, context.signal, (read, all) => context.progress(read / all, `${read.toLocaleString('en')} of ${all.toLocaleString('en')} flights read`))),
  ], { description: 'Reports over half a year of flights' });
