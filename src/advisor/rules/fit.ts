import { formatDuration } from '../../kernel/units.ts';
import type { LinkRule } from '../rule.ts';
import { isJob, isMessaging, isQueue, isStream, isSynchronous } from '../terms.ts';

/** Methods that can not do, or do for nothing, what is needed. */
export const fitRules: readonly LinkRule[] = [
  {
    id: 'A12', severity: 'advice', title: 'An open door without limits', recommends: ['gateway'], sources: ['AZ-GW'],
    when: (one) => {
      const { publicInterface, edges = [] } = one.facts;
      if (!(isSynchronous(one) || isJob(one)) || one.link.method === 'job' || publicInterface !== true || edges.length > 0 || one.link.policies.rateLimit !== undefined) return undefined;
      return { why: 'Anyone may call it, and nothing in front or here limits how often.', change: 'Add policies: { rateLimit: { per: "caller" } }, or name the gateway in front in needs.edges.' };
    },
  },
  {
    id: 'A14', severity: 'warning', title: 'A backend for one frontend alone', recommends: ['gateway'], sources: ['AZ-BFF'],
    when: ({ link, facts: { clientKinds, payloadsDiffer } }) => {
      if (link.method !== 'bff' || ((clientKinds ?? 2) >= 2 && payloadsDiffer !== false)) return undefined;
      return { why: (clientKinds ?? 2) < 2 ? 'There is one kind of client, so it is a hop for nothing.' : 'All kinds of client make the same requests, so it is a hop for nothing.', change: 'Leave it out; a gateway is enough.' };
    },
  },
  {
    id: 'A17', severity: 'error', title: 'The client can not speak gRPC', recommends: ['rest'], sources: ['GRPC'],
    when: ({ link, facts: { client, publicInterface } }) => {
      if (link.method !== 'grpc' || (client !== 'browser' && publicInterface !== true)) return undefined;
      return { why: client === 'browser' ? 'Browsers have no access to the frames of HTTP/2 that gRPC needs.' : 'Not every client of a public interface speaks gRPC.', change: 'Use rest(), or gRPC-Web through a proxy.' };
    },
  },
  {
    id: 'A18', severity: 'warning', title: 'A query language that nobody needs', recommends: ['rest', 'grpc'], sources: ['AZ-API'],
    when: ({ link, facts: { crud, client, nestedReads } }) => {
      if (link.method !== 'graphql' || nestedReads === true || (crud !== true && client !== 'service')) return undefined;
      return { why: crud === true ? 'It is create, read, update and delete of plain records.' : 'One service asks another, and its questions are known.', change: 'Use rest(); between services, gRPC.' };
    },
  },
  {
    id: 'A20', severity: 'warning', title: 'An open connection with nothing to say', recommends: ['rest', 'queue'], sources: ['SIGR'],
    when: ({ link, facts: { reply, direction, volume } }) => {
      const told = direction === 'one-way' && reply === 'none';
      if (link.method !== 'websocket' || (!told && volume !== 'bulk')) return undefined;
      return { why: volume === 'bulk' ? 'Bulk data holds up the connection.' : 'It is told and forgotten, which needs no open connection.', change: 'Use queue() or rest(); for bulk a file or a pipeline.' };
    },
  },
  {
    id: 'L22', severity: 'note', title: 'A two-way connection used one way, or hardly', recommends: ['sse', 'rest'], sources: ['SSE'],
    when: ({ link, facts: { messagesPerMinute, direction } }) => {
      const rare = messagesPerMinute !== undefined && messagesPerMinute < 1;
      if (link.method !== 'websocket' || (!rare && direction !== 'server-to-client')) return undefined;
      return { why: rare ? `${messagesPerMinute} messages a minute pass on an open connection.` : 'Only the server speaks.', change: rare ? 'Use rest() or a webhook.' : 'Use server-sent events.' };
    },
  },
  {
    id: 'A27', severity: 'advice', title: 'A detour for plain records', recommends: ['rest'], sources: ['AZ-API'],
    when: (one) => {
      const { crud, reply, burst, processing } = one.facts;
      if (!(isJob(one) || isMessaging(one)) || crud !== true || reply !== 'now' || burst !== undefined || (processing ?? 0) > 5_000) return undefined;
      return { why: 'It is create, read, update and delete of one owner, answered at once, without bursts.', change: 'Use rest(); a broker only adds cost.' };
    },
  },
  {
    id: 'A29', severity: 'error', title: 'Messages can not give what is needed', recommends: ['rest'], sources: ['AZ-PUB'],
    when: (one) => {
      const { reply, atomicTransaction } = one.facts;
      const waits = isStream(one) && reply === 'now';
      if (!waits && !(isMessaging(one) && atomicTransaction === true)) return undefined;
      return { why: waits ? 'The sender needs an answer, and who publishes gets none.' : 'All receivers must succeed or none, and messages are received one by one.', change: waits ? 'Declare an operation and call it via rest().' : 'Do it in one call, or as a saga with steps that undo.' };
    },
  },
  {
    id: 'L14', severity: 'error', title: 'The caller fails with a receiver that it does not need', recommends: ['queue'], sources: ['AZ-IPC'],
    when: (one) => {
      const { failsWithReceiver, responseUsed } = one.facts;
      if (!isSynchronous(one) || failsWithReceiver !== true || responseUsed !== false) return undefined;
      return { why: 'The answer is not used, and yet the caller fails when the receiver does.', change: 'Tell it as an event via queue().' };
    },
  },
  {
    id: 'L15', severity: 'warning', title: 'The sender of the webhook gives up', recommends: ['webhook'], sources: ['GH'],
    when: (one) => {
      const { processing, edges = [], startedBy } = one.facts;
      const sender = edges.find((name) => one.limits[name]?.group === 'webhook' && one.limits[name]?.timeout !== undefined);
      const timeout = sender === undefined ? undefined : one.limits[sender]?.timeout;
      if (isMessaging(one) || startedBy !== 'third-party' || processing === undefined || timeout === undefined || processing <= 0.5 * timeout) return undefined;
      return { why: `It is answered after ${formatDuration(processing)}, and ${sender} waits ${formatDuration(timeout)}.`, change: 'Answer first: verify, emit to a queue, answer 2xx, and work from the queue.', severity: processing > timeout ? 'error' : 'warning' };
    },
  },
  {
    id: 'L16', severity: 'warning', title: 'Work is done before a webhook is answered', recommends: ['webhook'], sources: ['GH'],
    when: (one) => {
      const { startedBy, partnerPushes, writesDatabase } = one.facts;
      if (!isSynchronous(one) || startedBy !== 'third-party' || partnerPushes !== true || writesDatabase !== true) return undefined;
      return { why: 'The partner waits while the handler writes to its database, and repeats when it is slow.', change: 'Verify, emit to a queue, answer 2xx, and work from the queue.' };
    },
  },
  {
    id: 'A26', severity: 'error', title: 'A write and a message that may part', recommends: [], sources: ['AZ-OUT'],
    when: ({ facts: { loss, writesDatabase, publishes, usesOutbox } }) => {
      if (loss !== 'none' || writesDatabase !== true || publishes !== true || usesOutbox === true) return undefined;
      return { why: 'Nothing may be lost, and the handler writes to its own database and publishes: a crash between them leaves one without the other.', change: 'Write and publish in one transaction (outbox, needs.usesOutbox), or make the write idempotent and emit from the handler of a queue.' };
    },
  },
  {
    id: 'L30', severity: 'error', title: 'A message is taken away while it is worked on', recommends: ['job'], sources: ['AWS-LQ'],
    when: (one) => {
      const { processing } = one.facts;
      const broker = one.engine === undefined ? undefined : one.limits[one.engine.kind];
      const timeout = typeof one.link.options['timeout'] === 'number' ? one.link.options['timeout'] : Infinity;
      const most = Math.min(timeout, broker?.leaseMaximum ?? Infinity, broker?.pollGap ?? Infinity);
      if (!(isQueue(one) || isStream(one) || one.link.method === 'job') || processing === undefined || processing <= most) return undefined;
      return { why: `One takes ${formatDuration(processing)}, and after ${formatDuration(most)} it is ${most === timeout ? 'aborted' : `given to another consumer by ${one.engine?.kind}`}.`, change: 'Raise the option timeout, split the work, or make it a job.' };
    },
  },
  {
    id: 'L45', severity: 'error', title: 'Accepted work is lost at a restart', recommends: [], sources: ['AZ-BFE'],
    when: (one) => {
      if (one.engine?.kind !== 'memory' || one.facts.loss !== 'none') return undefined;
      return { why: 'Nothing may be lost, and the memory engine forgets everything when the process ends.', change: 'Use embedded(), or a broker.' };
    },
  },
  {
    id: 'L44', severity: 'error', title: 'Older than allowed by design', recommends: ['cdc', 'stream'], sources: ['DBZ', 'AWS-MS'],
    when: ({ facts: { batchInterval, freshness } }) => {
      if (batchInterval === undefined || freshness === undefined || batchInterval <= freshness) return undefined;
      return { why: `It runs every ${formatDuration(batchInterval)}, and the copy may be ${formatDuration(freshness)} old.`, change: 'Run it more often, or tell changes as they happen: stream() or change data capture.' };
    },
  },
];
