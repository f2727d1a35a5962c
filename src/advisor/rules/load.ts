import { formatDuration } from '../../kernel/units.ts';
import type { LinkRule } from '../rule.ts';
import { brokerLimit, drainTime, isMessaging, isStream, isSynchronous, numberOption, percent, sizeText, timeText } from '../terms.ts';

/** Rates: what arrives against what can be done. */
export const loadRules: readonly LinkRule[] = [
  {
    id: 'L08', severity: 'warning', title: 'The slowest of many calls is waited for', recommends: [], sources: ['TAIL'],
    when: (one) => {
      const calls = one.facts.parallelCalls ?? 0;
      if (!isSynchronous(one) || calls < 6) return undefined;
      return { why: `With ${calls} calls at the same time, ${percent(1 - 0.99 ** calls)} of the requests wait for a call as slow as one in a hundred.`, change: 'Make fewer calls, answer with what is there in time, or replicate the data by events.' };
    },
  },
  {
    id: 'L25', severity: 'warning', title: 'The receiver is too busy to answer fast', recommends: ['queue'], sources: ['QT', 'AZ-QLL'],
    when: (one) => {
      const { rate, capacity } = one.facts;
      if (!isSynchronous(one) || rate === undefined || capacity === undefined || rate <= 0.7 * capacity || rate === 0) return undefined;
      const use = rate / capacity;
      const times = use < 1 ? `answers take ${Math.round(10 / (1 - use)) / 10} times as long as when idle` : 'the line grows without end';
      return { why: `${rate}/s on a capacity of ${capacity}/s${use === Infinity ? '' : ` is ${percent(use)}`}: ${times}.`, change: 'Add servers, or put a queue between where the answer can wait.', severity: use > 0.9 ? 'error' : 'warning' };
    },
  },
  {
    id: 'L26', severity: 'error', title: 'Bursts hit the receiver', recommends: ['queue'], sources: ['AZ-QLL'],
    when: (one) => {
      const { burst, capacity, reply } = one.facts;
      const overloads = one.measured?.overloads;
      if (!isSynchronous(one) || burst === undefined || capacity === undefined || burst <= capacity || overloads === 0) return undefined;
      return { why: `Bursts of ${burst}/s meet a capacity of ${capacity}/s, ${overloads === undefined ? 'so calls fail' : `and ${overloads} calls failed`}.`, change: 'Tell it as an event via queue(), which holds the burst; where an answer is needed, as a job.', recommends: reply === 'now' || reply === 'later' ? ['job', 'queue'] : ['queue', 'job'] };
    },
  },
  {
    id: 'L27', severity: 'error', title: 'The backlog does not clear in time', recommends: [], sources: ['AWS-BK'],
    when: (one) => {
      const drain = drainTime(one);
      const { freshness, rate, capacity, backlog } = one.facts;
      if (!isMessaging(one) || drain === undefined || (drain !== Infinity && (freshness === undefined || drain <= freshness))) return undefined;
      const why = drain === Infinity ? `${rate}/s arrive and ${capacity}/s are done: the backlog never clears.` : `${backlog} messages take ${timeText(drain)} to clear, and ${formatDuration(freshness ?? 0)} is allowed.`;
      return { why, change: 'Add consumers or raise concurrency, or set old work aside.' };
    },
  },
  {
    id: 'L28', severity: 'error', title: 'Records may expire unread', recommends: [], sources: ['AWS-BK'],
    when: (one) => {
      const drain = drainTime(one);
      // What a link does not set, the engine does.
      const retention = (numberOption(one, 'retention') || brokerLimit(one)?.retention) ?? 0;
      const oldest = one.measured?.oldestAge ?? 0;
      if (!isMessaging(one) || retention === 0) return undefined;
      if (oldest > 0.5 * retention) return { why: `The oldest unread record is ${timeText(oldest)} old, and records are kept ${formatDuration(retention)}.`, change: 'Raise the option retention, or read faster.' };
      if (drain === undefined || drain === Infinity || drain <= 0.5 * retention) return undefined;
      return { why: `The backlog takes ${timeText(drain)} to clear, and records are kept ${formatDuration(retention)}.`, change: 'Raise the option retention to twice that, or read faster.' };
    },
  },
  {
    id: 'L33', severity: 'warning', title: 'Consumers without work', recommends: [], sources: ['KAF'],
    when: (one) => {
      const consumers = one.facts.consumers ?? numberOption(one, 'members') ?? 0;
      const partitions = numberOption(one, 'partitions');
      if (!isStream(one) || partitions === undefined || consumers <= partitions) return undefined;
      return { why: `${consumers} consumers share ${partitions} partitions, so ${consumers - partitions} have nothing to do.`, change: `Use stream({ partitions: ${consumers} }) or fewer consumers.` };
    },
  },
  {
    id: 'L34', severity: 'warning', title: 'The engine will throttle soon', recommends: [], sources: ['AZ-SEQ', 'AWS-MS'],
    when: (one) => {
      const limit = brokerLimit(one);
      const { rate, order, payload = 0, topKeyShare = 1 } = one.facts;
      if (!isMessaging(one) || rate === undefined || limit === undefined) return undefined;
      const units = numberOption(one, 'partitions') ?? 1;
      const ordered = order === 'key' || order === 'global';
      const most = Math.min((ordered ? limit.rateOrdered : undefined) ?? Infinity, (limit.ratePerUnit ?? Infinity) * units);
      const bytes = Math.min((limit.bytesPerUnit ?? Infinity) * units, (ordered ? (limit.bytesPerKey ?? Infinity) : Infinity) / (order === 'global' ? 1 : topKeyShare));
      const size = rate * payload;
      if (rate <= 0.8 * most && size <= 0.8 * bytes) return undefined;
      const [what, share, whole] = rate / most >= size / bytes ? [`${rate}/s`, rate / most, `${most}/s`] : [`${sizeText(size)}/s`, size / bytes, `${sizeText(bytes)}/s`];
      return { why: `${what} is ${percent(share)} of the ${whole} that ${one.engine?.kind} allows here.`, change: 'Use more partitions or a finer key, send batches, or drop the order where nobody needs it.' };
    },
  },
  {
    id: 'A30', severity: 'warning', title: 'One request for each item of a flood', recommends: ['stream', 'grpc'], sources: ['GRPC', 'AWS-MS'],
    when: ({ link, facts: { sustained, rate } }) => {
      if (link.method !== 'rest' || sustained !== true || (rate !== undefined && rate < 100)) return undefined;
      return { why: `The rate is high all the time${rate === undefined ? '' : ` (${rate}/s)`}, and each item pays for a request of its own.`, change: 'Declare an event and send it via stream().' };
    },
  },
  {
    id: 'L39', severity: 'warning', title: 'One instance gets all the calls', recommends: ['mesh'], sources: ['LNKD'],
    when: ({ link, facts: { balancer, servers = 2, serverSkew } }) => {
      if (link.method !== 'grpc' || balancer !== 'connection' || servers < 2 || (serverSkew !== undefined && serverSkew <= 3)) return undefined;
      const why = serverSkew === undefined ? `A balancer of connections sends all calls of one client to one of ${servers} instances, since HTTP/2 keeps one connection open.` : `The busiest instance gets ${serverSkew} times as many calls as the idlest: a balancer of connections pins each client to one.`;
      return { why, change: 'Balance requests: by a mesh or a proxy that speaks HTTP/2, or in the client.' };
    },
  },
];
