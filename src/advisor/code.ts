import { largeBody } from './choices/choice-rule.ts';
import type { Facts } from './facts.ts';
import type { Choice } from './rule.ts';

/** A way in words and in code. */
export interface Way {
  readonly name: string;
  /** `method`: this version has it; `by-hand`: methods of this version do it, with some lines of one's own; `absent`: it is not there yet. */
  readonly state: 'method' | 'by-hand' | 'absent';
  /** The code to paste; for a way that is not carried yet, what to do meanwhile. */
  code(facts: Partial<Facts>): string;
}

type Known = Partial<Facts>;
const carried = (name: string, code: Way['code']): Way => ({ name, state: 'method', code });
/** Not a method of its own yet; what is carried does it with some lines of yours. */
const byHand = (name: string, code: Way['code']): Way => ({ name, state: 'by-hand', code });
const later = (name: string, meanwhile: string): Way => ({ name, state: 'absent', code: () => `// This version does not carry ${name}. Meanwhile: ${meanwhile}` });
const options = (entries: Readonly<Record<string, string | false>>): string => {
  const given = Object.entries(entries).flatMap(([name, value]) => (value === false ? [] : [`${name}: ${value}`]));
  return given.length === 0 ? '' : `{ ${given.join(', ')} }`;
};

export const needsClaimCheck = ({ payload = 0 }: Known): boolean => payload > 0.8 * largeBody;

const orderOf = ({ order }: Known): string | false => order !== undefined && order !== 'none' && `'${order}'`;
const queueOptions = (facts: Known) => options({ order: orderOf(facts), attempts: '5', claimCheckAbove: needsClaimCheck(facts) && "'64KiB'" });
const streamOptions = (facts: Known) => options({ order: orderOf(facts), partitions: facts.order === 'global' ? '1' : '8', retention: facts.replay === true || facts.lateReaders === true ? "'30d'" : "'7d'" });
const doorPolicies = (facts: Known, others: Readonly<Record<string, string>>) => options({ ...others, rateLimit: facts.external === true && "{ limit: 100, per: 'caller' }" });

/** We tell others, instead of being told. */
const isTold = ({ startedBy, partnerPushes, direction }: Known): boolean => partnerPushes !== true && startedBy !== 'third-party' && (startedBy === 'us' || direction === 'server-to-client' || partnerPushes === false);

/** The ways. */
export const ways: Readonly<Record<Choice, Way>> = {
  'rest': carried('REST', (facts) => `via: rest({ method: '${facts.nestedReads === true ? 'GET' : 'POST'}', path: '/…' }), policies: ${doorPolicies(facts, { deadline: "'5s'" })}`),
  'queue': carried('queue', (facts) => `via: queue(${queueOptions(facts)})`),
  'stream': carried('event stream', (facts) => `via: stream(${streamOptions(facts)})`),
  'publish-subscribe': carried('publish-subscribe (a stream, each receiving service a group)', (facts) => `to: [first, second], via: stream(${streamOptions(facts)})`),
  'job': carried('job (202, then poll)', () => "via: rest({ method: 'POST', path: '/…', respond: 'job' })  // and a second link of the same operation: via: job()"),
  'webhook': carried('webhook (verify, keep, answer 2xx, work from a queue)', (facts) => (isTold(facts) ? '// Webhooks to others are not carried yet. Meanwhile: emit to a queue whose handler signs and posts: via: queue({ attempts: 20 })' : "via: webhook('standard-webhooks', { path: '/hooks/…', secrets: () => process.env['WEBHOOK_SECRET'] })")),
  'scheduled-pull': byHand('pull on a schedule', () => '// Ask on a timer with a cursor (conditional GET), and emit each new item: via: queue({ attempts: 5 })'),
  'gateway': byHand('API gateway', () => "via: rest({ method: 'GET', path: '/…' }), policies: { rateLimit: { limit: 100, per: 'caller' } }  // the door of this app; another one in front is named in needs: { edges: ['nginx'] }"),
  'bff': byHand('backend for each frontend', () => "// One service per kind of client, each with operations for its own screens: via: rest({ method: 'GET', path: '/phone/…' })"),
  'graphql': carried('GraphQL', () => 'via: graphql()  // relations between types: relations: [relation({ type, field, input })]'),
  'grpc': later('gRPC', "via: rest({ method: 'POST', path: '/…' }); the contract and the handler stay the same"),
  'websocket': carried('WebSocket', () => "via: websocket({ path: '/live' })  // events to clients: a second link of the event, via: stream()"),
  'sse': carried('server-sent events', () => "via: rest({ method: 'GET', path: '/…' })  // with output: streaming(…); events of a websocket() link are served as server-sent events too"),
  'pipeline': later('a pipeline (ETL or ELT)', 'run the load as a job: via: job({ concurrency: 1 })'),
  'file-transfer': later('file transfer', 'take the file with checksum and manifest, and work on it as a job: via: job()'),
  'cdc': later('change data capture', 'let a log reader such as Debezium emit: via: stream({ retention: \'7d\' })'),
  'mesh': later('a service mesh', 'mutual TLS, retries and balancing by a mesh of your platform; leave policies.retry off here'),
};

/** Its name without the explanation. */
export const shortName = (choice: Choice): string => ways[choice].name.replace(/ \(.*/, '');
