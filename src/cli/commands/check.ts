import { check, measuredFrom, severities } from '../../advisor/index.ts';
import type { LimitsGiven, Measured } from '../../advisor/index.ts';
import { choice, flag, text } from '../../kernel/option-kinds.ts';
import type { Measurements } from '../../telemetry/measurements.ts';
import { command } from '../command.ts';
import type { Io } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { readJsonInput } from '../input-file.ts';
import { appPositional, appShown, loadMap } from '../load-app.ts';
import { sayJson } from '../output/text.ts';
import { reportText } from '../check/report.ts';

/** What the running app of this name measured. */
async function measuredOf(io: Io, app: string): Promise<Measured> {
  const { findRunning } = await import('../running/find-running.ts');
  const api = await findRunning(io, app);
  return measuredFrom(await api.ask<Measurements>('/measurements'));
}

export default command({
  description: 'Nothing is started. A finding is accepted in code, with its reason: `accepted: { L12: "why" }` on the link.',
  positionals: { app: appPositional },
  options: {
    failOn: choice([...severities, 'never'], { description: 'The exit code is 1 from this severity on.', fallback: 'warning' }),
    limits: text({ description: 'JSON file with limits of providers that replace those of the table; `-`: standard input.', maxLength: 4_096 }),
    all: flag({ description: 'List accepted findings too, with their reasons.', fallback: false }),
    live: flag({ description: 'Ask the running app what it measured, and let that count before what is declared.', fallback: false }),
    sarif: flag({ description: 'SARIF 2.1.0 on standard output, for code review.', fallback: false }),
  },
  shown: { app: appShown, limits: { value: 'FILE', file: true } },
  examples: [
    { line: 'isthmus check', about: 'The app of this directory.' },
    { line: 'isthmus check src/app.ts --fail-on error', about: 'In CI: only errors stop the build.' },
    { line: 'isthmus check --live', about: 'With the rates, times and faults of the app that runs here.' },
    { line: 'isthmus check --sarif > isthmus.sarif', about: 'For code review, such as GitHub code scanning.' },
    { line: 'isthmus check map.json --json', about: 'A map that another machine described, for a program.' },
  ],
  async run({ app, failOn, limits, all, live, sarif }, io) {
    const { file, map } = await loadMap(io, app);
    const report = check(map, {
      ...(limits === undefined ? {} : { limits: (await readJsonInput(io, limits)) as LimitsGiven }),
      ...(live ? { measurements: await measuredOf(io, map.name) } : {}),
    });
    if (sarif) sayJson(io, (await import('../check/sarif.ts')).sarifOf(report, map, file, io));
    else if (io.json) sayJson(io, report);
    else io.stdout.write(reportText(io, report, map, all));
    const worst = failOn === 'never' ? -1 : severities.indexOf(failOn);
    return report.findings.some(({ severity }) => severities.indexOf(severity) <= worst) ? exitCodes.negative : exitCodes.fine;
  },
});
