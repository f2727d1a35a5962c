import { choice, decimal, duration, flag, integer, list, size, text } from './option-kinds.ts';
import type { Given, Values } from './options.ts';

const yes = (description: string) => flag({ description });

/** What a connection needs: every input that a rule of the advisor asks for. All optional; what is unknown stays unsaid. */
export const needFields = {
  reply: choice(['none', 'later', 'now'], { description: 'Whether the sender needs an answer, and when.' }),
  replyWithin: duration({ description: 'The answer is needed within, milliseconds.' }),
  processing: duration({ description: 'Time to process one, 99th percentile, milliseconds.' }),
  processingExtreme: duration({ description: 'Time to process one, 99.9th percentile, milliseconds.' }),
  userWaits: yes('A person sits in front of it and waits.'),
  callerTakesCallbacks: yes('The caller can be called back.'),
  responseUsed: yes('The caller uses the content of the answer.'),
  failsWithReceiver: yes('The caller fails when the receiver fails.'),

  direction: choice(['one-way', 'both-ways', 'server-to-client'], { description: 'Who speaks once connected.' }),
  updateGap: duration({ description: 'Longest acceptable time between two updates, milliseconds.' }),
  holdsConnection: yes('The client can hold a connection open.'),
  messagesPerMinute: decimal({ description: 'Messages on one connection, per minute.' }),
  streaming: yes('A sequence of items belongs to one call.'),

  order: choice(['none', 'key', 'global'], { description: 'What must stay in order.' }),
  loss: choice(['none', 'acceptable'], { description: 'Whether a message may be lost.' }),
  replay: yes('Readers go back and read again.'),
  lateReaders: yes('Readers that come later must see what was said before.'),
  receivers: integer({ description: 'How many receivers act on one message.' }),
  independentReceivers: integer({ description: 'How many systems read the same event, each for itself.' }),
  receiversGrow: yes('More receivers are expected.'),
  explicitInvocation: yes('The sender chooses endpoint, time or rate of execution.'),
  atomicTransaction: yes('All receivers succeed or none.'),
  writesDatabase: yes('The handler writes to a database of its own.'),
  publishes: yes('The handler publishes a message too.'),
  usesOutbox: yes('Writing and publishing share a transaction (outbox).'),

  rate: decimal({ description: 'Messages or calls, per second, on average.' }),
  burst: decimal({ description: 'Messages or calls per second in the busiest ten seconds.' }),
  sustained: yes('The rate is high all the time, as with telemetry.'),
  capacity: decimal({ description: 'What the receiver can do, per second.' }),
  servers: integer({ description: 'Instances of the receiver.' }),
  consumers: integer({ description: 'Consumers of one group or queue.' }),
  topKeyShare: decimal({ description: 'Share of traffic of the busiest key, 0 to 1.', maximum: 1 }),
  payload: size({ description: 'Size of one message or answer, bytes, 99th percentile.' }),
  volume: choice(['single', 'small', 'bulk'], { description: 'single: one thing at a time; bulk: many rows or files at once.' }),
  rowsPerRun: integer({ description: 'Rows of one run.' }),
  freshness: duration({ description: 'How old the receiver\'s copy may be, milliseconds.' }),
  batchInterval: duration({ description: 'Time between two runs, milliseconds.' }),
  backlog: integer({ description: 'Messages waiting at worst.' }),
  deletesSeen: yes('Deletions at the source must be seen.'),

  edges: list(text({ description: 'Name of an edge in front, as in the table of limits.' }), { description: 'Proxies, gateways and platforms between caller and receiver.' }),
  edgeTimeout: duration({ description: 'Shortest timeout of the edges in front, milliseconds.' }),
  callerTimeout: duration({ description: 'When the caller gives up, milliseconds.' }),
  availability: decimal({ description: 'Measured or promised availability of the receiver, 0 to 1.', maximum: 1 }),
  objective: decimal({ description: 'Promised availability (SLO) of the caller, 0 to 1.', maximum: 1 }),
  parallelCalls: integer({ description: 'Calls made at the same time for one request.' }),
  sequentialCalls: integer({ description: 'Similar calls made one after the other for one request.' }),
  callsPerScreen: integer({ description: 'Calls that a client makes for one screen.' }),
  attemptsBelow: integer({ description: 'Attempts that the receiver makes further down for each call.' }),
  pollInterval: duration({ description: 'Time between two polls of the caller, milliseconds.' }),
  changedShare: decimal({ description: 'Share of polls that bring something new, 0 to 1.', maximum: 1 }),

  startedBy: choice(['us', 'client', 'third-party'], { description: 'Who starts the exchange.' }),
  client: choice(['browser', 'phone', 'service', 'partner', 'device', 'person'], { description: 'What kind of client it is.' }),
  clientKinds: integer({ description: 'How many kinds of client there are.' }),
  payloadsDiffer: yes('Kinds of client need different data.'),
  external: yes('The client is outside of the organisation\'s network.'),
  publicInterface: yes('Anyone may use it.'),
  crossOrganisation: yes('Two organisations exchange it.'),
  partnerPushes: yes('The partner can call us.'),
  partnerFilesOnly: yes('The partner exchanges files only.'),
  sourceLogOnly: yes('The source offers nothing but its database log.'),
  targetTransforms: yes('The target can transform what it loads.'),
  polyglot: yes('The two sides are written in different languages.'),
  lowLatency: yes('Every millisecond between services counts.'),
  crud: yes('Create, read, update, delete of one owner\'s records.'),
  nestedReads: yes('Screens read nested or varying data.'),
  overfetchMatters: yes('Bytes that are not used cost something.'),
  usedShare: decimal({ description: 'Share of returned bytes that the client uses, 0 to 1.', maximum: 1 }),
  internalServices: integer({ description: 'Services that talk to each other.' }),
  mutualTls: yes('Services must prove themselves to each other.'),
  uniformTraffic: yes('Retry, encryption and balancing must be alike everywhere.'),
} as const;

/** Needs as a person writes them. */
export type NeedsGiven = Given<typeof needFields>;
/** Needs in milliseconds, bytes and plain numbers. */
export type Needs = Values<typeof needFields>;
