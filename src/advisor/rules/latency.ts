import { formatDuration } from '../../kernel/units.ts';
import { minute, second } from '../facts.ts';
import { longWork } from '../choices/choice-rule.ts';
import type { Case, LinkRule } from '../rule.ts';
import { isJob, isQueue, isSynchronous } from '../terms.ts';

const asJob = 'Answer 202 with a job: rest({ …, respond: "job" }) and a second link of the same operation via job().';

/** The shortest timeout in front of a link, and whose it is. */
function edgeOf({ facts, limits }: Case): { readonly name: string; readonly timeout: number } | undefined {
  const named = (facts.edges ?? []).flatMap((name) => {
    const limit = limits[name];
    return limit?.group === 'edge' && limit.timeout !== undefined ? [{ name, timeout: limit.timeout }] : [];
  });
  const declared = facts.edgeTimeout === undefined ? [] : [{ name: 'the edge in front', timeout: facts.edgeTimeout }];
  return [...named, ...declared].sort((a, b) => a.timeout - b.timeout)[0];
}

/** Waiting: answers that take too long, and timeouts that do not fit. */
export const latencyRules: readonly LinkRule[] = [
  {
    id: 'L01', severity: 'error', title: 'The caller waits longer than anybody does', recommends: ['job'], sources: ['GO-LRO', 'NNG', 'AZ-ARR'],
    when: (one) => {
      const { processing } = one.facts;
      if (!isSynchronous(one) || processing === undefined || processing <= 10 * second) return undefined;
      return { why: `The answer takes ${formatDuration(processing)}; after 10s a person has left, and published limits for long-running requests are passed.`, change: asJob };
    },
  },
  {
    id: 'L02', severity: 'warning', title: 'A person waits longer than a thought lasts', recommends: ['job', 'sse'], sources: ['AZ-LRO', 'NNG'],
    when: (one) => {
      const { processing, userWaits } = one.facts;
      if (!isSynchronous(one) || userWaits !== true || processing === undefined || processing <= second || processing > 10 * second) return undefined;
      return { why: `A person waits ${formatDuration(processing)}; beyond 1s the flow of thought breaks.`, change: `Make it faster, or show progress. ${asJob}` };
    },
  },
  {
    id: 'L03', severity: 'warning', title: 'An edge in front will cut the call', recommends: ['job'], sources: ['AZ-ARR'],
    when: (one) => {
      const { processing } = one.facts;
      const edge = edgeOf(one);
      if (!isSynchronous(one) || processing === undefined || edge === undefined || processing < 0.5 * edge.timeout) return undefined;
      return {
        why: `The answer takes ${formatDuration(processing)}, and ${edge.name} cuts after ${formatDuration(edge.timeout)}; half of that is as far as one should go.`,
        change: asJob, severity: processing >= edge.timeout ? 'error' : 'warning',
      };
    },
  },
  {
    id: 'L04', severity: 'error', title: 'The caller gives up while the work goes on', recommends: [], sources: ['AWS-RT', 'GRPC'],
    when: (one) => {
      const { callerTimeout: outer, processing, processingExtreme = processing } = one.facts;
      const attempts = one.link.policies.retry?.attempts ?? 1;
      const inner = one.link.policies.deadline ?? (processingExtreme === undefined ? undefined : processingExtreme * attempts);
      const shortDeadline = one.link.policies.deadline !== undefined && processingExtreme !== undefined && one.link.policies.deadline < processingExtreme;
      if (!isSynchronous(one) || inner === undefined || (!shortDeadline && (outer === undefined || outer > inner))) return undefined;
      if (shortDeadline) return { why: `The deadline is ${formatDuration(one.link.policies.deadline ?? 0)}, and one call in a thousand takes ${formatDuration(processingExtreme ?? 0)}.`, change: 'Set policies.deadline above the 99.9th percentile of the receiver.' };
      return { why: `The caller gives up after ${formatDuration(outer ?? 0)}; below it, ${attempts === 1 ? 'the call' : `${attempts} attempts`} may take ${formatDuration(inner)}.`, change: 'Make the caller\'s timeout longer than the whole of what is below it, or set policies.deadline below it, so that the work stops too.' };
    },
  },
  {
    id: 'L19', severity: 'warning', title: 'Request and reply in disguise', recommends: ['rest', 'grpc'], sources: ['AZ-QLL', 'AZ-IPC'],
    when: (one) => {
      const { reply, processing = 0 } = one.facts;
      if (!isQueue(one) || reply !== 'now') return undefined;
      const long = processing > longWork;
      return { why: `The sender waits for the answer${processing === 0 ? '' : ` (${formatDuration(processing)})`}, so the queue gives no independence and costs two more hops.`, change: long ? 'Declare an operation and submit it as a job.' : 'Declare an operation and send it via rest(); a queue is for what nobody waits for.', recommends: long ? ['job'] : ['rest', 'grpc'] };
    },
  },
  {
    id: 'L20', severity: 'warning', title: 'It is asked again and again for nothing', recommends: ['sse', 'websocket', 'webhook'], sources: ['AZ-QEV', 'RMQ-C'],
    when: (one) => {
      const { pollInterval, changedShare, client } = one.facts;
      if (!isSynchronous(one) || pollInterval === undefined || changedShare === undefined || pollInterval > 10 * second || changedShare >= 0.1) return undefined;
      return { recommends: client === 'service' || client === 'partner' ? ['publish-subscribe', 'webhook'] : ['sse', 'websocket'], why: `It is polled every ${formatDuration(pollInterval)}, and ${Math.round((1 - changedShare) * 100)} % of the answers bring nothing new.`, change: 'Tell instead of being asked: server-sent events or a socket to clients, an event or a webhook to services.' };
    },
  },
  {
    id: 'L21', severity: 'warning', title: 'The status of a job is asked for too often', recommends: [], sources: ['AZ-ARR'],
    when: (one) => {
      const { pollInterval, processing } = one.facts;
      const expected = pollInterval === undefined || pollInterval === 0 || processing === undefined ? 0 : Math.round(processing / pollInterval);
      const polls = one.measured?.pollsPerJob ?? expected;
      if (!isJob(one) || polls <= 20) return undefined;
      return { why: `${one.measured?.pollsPerJob === undefined ? `A job of ${formatDuration(processing ?? 0)} is polled every ${formatDuration(pollInterval ?? 0)}` : 'Some jobs were asked for very often'}: ${polls} times, where 20 are plenty.`, change: 'Wait as long as Retry-After says, or let the caller be called back.' };
    },
  },
  {
    id: 'A24', severity: 'note', title: 'The caller polls although it could be called back', recommends: [], sources: ['AZ-ARR'],
    when: (one) => {
      const { callerTakesCallbacks, pollInterval } = one.facts;
      if (!isJob(one) || callerTakesCallbacks !== true) return undefined;
      return { why: `The caller asks ${pollInterval === undefined ? 'again and again' : `every ${formatDuration(pollInterval)}`}, and could be called.`, change: 'Emit an event when the job is done, or send a signed callback, and stop polling.' };
    },
  },
  {
    id: 'L47', severity: 'note', title: 'A detour for what is quick', recommends: ['rest'], sources: ['AZ-API'],
    when: (one) => {
      const { processing, rate, burst, capacity, reply } = one.facts;
      const calm = burst === undefined || (capacity !== undefined && burst <= capacity);
      if (!isJob(one) || reply !== 'now' || processing === undefined || processing > 200 || rate === undefined || rate >= 10 || !calm) return undefined;
      return { why: `The answer takes ${formatDuration(processing)} at ${rate}/s: there is nothing to wait for.`, change: 'Answer at once: rest({ …, respond: "now" }).' };
    },
  },
  {
    id: 'L42', severity: 'warning', title: 'A database is polled for changes', recommends: ['cdc'], sources: ['DBZ'],
    when: ({ link, facts: { pollInterval, sourceLogOnly, deletesSeen } }) => {
      if (link.method === 'cdc' || pollInterval === undefined || pollInterval > minute || (sourceLogOnly !== true && deletesSeen !== true)) return undefined;
      return { why: `The source is asked every ${formatDuration(pollInterval)} for what changed; deletions and changes in between are never seen.`, change: 'Read the log of the database (change data capture), or let the source tell events through an outbox.' };
    },
  },
];
