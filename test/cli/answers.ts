import type { Advice, Report } from '../../src/advisor/index.ts';

const source = { title: 'Azure: Asynchronous Request-Reply', url: 'https://learn.microsoft.com/azure/architecture/patterns/async-request-reply' };

/** A report whose words do not change when the advisor's do. */
export const report: Report = {
  app: 'shop', links: 4,
  findings: [
    { rule: 'L03', link: 'orders.export:rest', severity: 'error', title: 'An edge in front will cut the call', why: 'the answer takes 4m, and aws-alb cuts after 1m', change: 'Answer 202 with a job: rest({ …, respond: "job" }) and a second link of the same operation via job().', code: "via: rest({ method: 'POST', path: '/…', respond: 'job' })  // and via: job()", recommends: ['job'], sources: [source] },
    { rule: 'L12', link: 'orders.placed:queue', severity: 'warning', title: 'Retries without a pause', why: 'five attempts within a second, while the receiver needs ten to come back', change: 'backoff: { base: "1s" }', code: undefined, recommends: [], sources: [] },
    { rule: 'A12', link: 'orders.export:rest', severity: 'advice', title: 'An open door without limits', why: '"web", from outside, may call it as often as it likes', change: "policies: { rateLimit: { limit: 100, per: 'caller' } }", code: undefined, recommends: ['gateway', 'bff'], sources: [source, source] },
  ],
  suppressed: [
    { rule: 'L22', link: 'orders.placed:stream', severity: 'note', title: 'Two receivers of one event', why: 'mail and billing read it', change: 'nothing', code: undefined, recommends: [], sources: [], reason: 'each is a group of its own' },
  ],
};

/** Advice whose words do not change when the advisor's do. */
export const advice: Advice = {
  ranking: [
    { choice: 'job', name: 'job (202, then poll)', carried: true, weight: 10, reasons: [{ rule: 'A02', title: 'The work outlasts the wait', why: 'it takes 40s, and a person leaves after 10s; an answer that comes later is enough', weight: 10, sources: [source] }] },
    { choice: 'websocket', name: 'WebSocket', carried: false, weight: 6, reasons: [{ rule: 'A08', title: 'Both sides speak', why: 'updates come each second', weight: 6, sources: [] }] },
  ],
  engines: [{ engine: 'embedded', name: 'embedded', carried: true, weight: 3, reasons: [{ rule: 'engine', title: 'One process', why: 'one process takes part, and a directory is enough', weight: 3, sources: [] }], cautions: ['one process only'] }],
  companions: [{ name: 'callback', why: 'the caller can be called back, so it need not poll', rule: 'A24' }],
  conflicts: [],
  tensions: [],
  code: "link({\n  from: sender, to: receiver, contract: doSomething,\n  via: job(),\n}),\n",
  changes: [
    { need: 'processing', description: 'Time to process one, 99th percentile, milliseconds.', value: 200, now: 40_000, choice: 'rest', name: 'REST', text: 'processing: 200ms instead of 40s → REST' },
    { need: 'replay', description: 'Readers go back and read again.', value: true, now: undefined, choice: 'stream', name: 'event stream', text: 'replay: true → event stream' },
  ],
};
