import { formatDuration } from '../../kernel/units.ts';
import type { LinkRule } from '../rule.ts';
import { isJob, isMessaging, isStream, isSynchronous } from '../terms.ts';

/** Methods that can not do, or do for nothing, what is needed. */
export const fitRules: readonly LinkRule[] = [
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
    when: ({ link, facts: { reply, direction, volume, messagesPerMinute } }) => {
      const told = direction === 'one-way' && reply === 'none';
      const rare = messagesPerMinute !== undefined && messagesPerMinute < 1 && direction === 'one-way';
      if (link.method !== 'websocket' || (!told && !rare && volume !== 'bulk')) return undefined;
      return { why: volume === 'bulk' ? 'Bulk data holds up the connection.' : rare ? `${messagesPerMinute} messages a minute pass on an open connection.` : 'It is told and forgotten, which needs no open connection.', change: 'Use queue() or rest(); for bulk a file or a pipeline.' };
    },
  },
  {
    id: 'L22', severity: 'note', title: 'A two-way connection used one way, or hardly', recommends: ['sse', 'rest'], sources: ['SSE'],
    when: ({ link, facts: { messagesPerMinute, direction } }) => {
      const rare = messagesPerMinute !== undefined && messagesPerMinute < 1 && direction !== 'one-way';
      if (link.method !== 'websocket' || (!rare && direction !== 'server-to-client')) return undefined;
      return { why: rare ? `${messagesPerMinute} messages a minute pass on an open connection.` : 'Only the server speaks.', change: rare ? 'Use rest() or a webhook.' : 'Use server-sent events.', recommends: rare ? ['rest', 'webhook'] : ['sse'] };
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
      const readers = Math.max(one.link.to.length, one.facts.receivers ?? 1, one.facts.independentReceivers ?? 1);
      if (!waits && !(isMessaging(one) && atomicTransaction === true && readers > 1)) return undefined;
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
    id: 'L44', severity: 'error', title: 'Older than allowed by design', recommends: ['cdc', 'stream'], sources: ['DBZ', 'AWS-MS'],
    when: ({ facts: { batchInterval, freshness } }) => {
      if (batchInterval === undefined || freshness === undefined || batchInterval <= freshness) return undefined;
      return { why: `It runs every ${formatDuration(batchInterval)}, and the copy may be ${formatDuration(freshness)} old.`, change: 'Run it more often, or tell changes as they happen: stream() or change data capture.' };
    },
  },
];
