import { formatDuration } from '../../kernel/units.ts';
import type { LinkRule } from '../rule.ts';
import { isJob, isMessaging, isQueue, isStream, isSynchronous } from '../terms.ts';

/** What gets lost, or is done twice. */
export const durabilityRules: readonly LinkRule[] = [
  {
    id: 'A26', severity: 'error', title: 'A write and a message that may part', recommends: [], sources: ['AZ-OUT'],
    when: ({ facts: { loss, writesDatabase, publishes, usesOutbox } }) => {
      if (loss !== 'none' || writesDatabase !== true || publishes !== true || usesOutbox === true) return undefined;
      return { why: 'Nothing may be lost, and the handler writes to its own database and publishes: a crash between them leaves one without the other.', change: 'Write and publish in one transaction (outbox, needs.usesOutbox), or make the write idempotent and emit from the handler of a queue.' };
    },
  },
  {
    id: 'L46', severity: 'error', title: 'Rows without their event', recommends: [], sources: ['AZ-OUT'],
    when: ({ measured: { rowsWithoutEvent = 0 } = {} }) => {
      if (rowsWithoutEvent === 0) return undefined;
      return { why: `${rowsWithoutEvent} rows were committed and nobody was told of them.`, change: 'Write and publish in one transaction (outbox), and tell the missing ones again.' };
    },
  },
  {
    id: 'L30', severity: 'error', title: 'A message is taken away while it is worked on', recommends: ['job'], sources: ['AWS-LQ'],
    when: (one) => {
      const { processing } = one.facts;
      const broker = one.engine === undefined ? undefined : one.limits[one.engine.kind];
      const timeout = typeof one.link.options['timeout'] === 'number' && one.link.options['timeout'] > 0 ? one.link.options['timeout'] : Infinity;
      const most = Math.min(timeout, broker?.leaseMaximum ?? Infinity, broker?.pollGap ?? Infinity);
      if (!(isQueue(one) || isStream(one) || one.link.method === 'job') || processing === undefined || processing <= most) return undefined;
      return { why: `One takes ${formatDuration(processing)}, and after ${formatDuration(most)} it is ${most === timeout ? 'aborted' : `given to another consumer by ${one.engine?.kind}`}.`, change: `Raise the option timeout, or split the work${one.link.method === 'job' ? '' : ', or make it a job'}.`, recommends: one.link.method === 'job' ? [] : ['job'] };
    },
  },
  {
    id: 'L45', severity: 'error', title: 'Accepted work is lost at a restart', recommends: ['queue'], sources: ['AZ-BFE'],
    when: (one) => {
      const { loss, worksInProcess } = one.facts;
      const forgets = one.engine?.kind === 'memory' && loss !== 'acceptable' && (isJob(one) || (isMessaging(one) && loss === 'none'));
      if (!forgets && !(worksInProcess === true && isSynchronous(one) && loss !== 'acceptable')) return undefined;
      return {
        why: forgets ? `${isJob(one) ? 'A job is promised' : 'Nothing may be lost'}, and the memory engine forgets everything when the process ends.` : 'The answer is given while the work goes on in the same process: a restart loses it, and it slows down what else is asked.',
        recommends: forgets ? [] : ['queue', 'job'],
        change: forgets ? 'Use embedded(), or a broker.' : 'Emit to a queue (queue()) or answer with a job (respond: "job"), which are kept until they are done.',
      };
    },
  },
];
