import { sizeText } from './terms.ts';
import type { Facts } from './facts.ts';
import type { ProviderLimits } from './limits.ts';
import { Ballot } from './rank.ts';
import type { Reason } from './rank.ts';
import type { Choice } from './rule.ts';

/** What carries messages. The keys are the kinds of engines, as in the table of limits. */
export const engines = {
  'embedded': { name: 'embedded', carried: true },
  'postgres': { name: 'Postgres', carried: false },
  'kafka': { name: 'Kafka', carried: false },
  'rabbitmq': { name: 'RabbitMQ', carried: false },
  'sqs': { name: 'Amazon SQS and SNS', carried: false },
  'kinesis': { name: 'Amazon Kinesis', carried: false },
  'service-bus': { name: 'Azure Service Bus', carried: false },
  'event-hubs': { name: 'Azure Event Hubs', carried: false },
  'pubsub': { name: 'Google Pub/Sub', carried: false },
  'cloud-tasks': { name: 'Google Cloud Tasks', carried: false },
} as const satisfies Readonly<Record<string, { readonly name: string; readonly carried: boolean }>>;

export type EngineKind = keyof typeof engines;

export interface RankedEngine {
  readonly engine: EngineKind;
  readonly name: string;
  /** Whether this version of Isthmus carries it. */
  readonly carried: boolean;
  readonly weight: number;
  readonly reasons: readonly Reason[];
  /** What its limits ask for, with the numbers. */
  readonly cautions: readonly string[];
}

/** Ways of connecting that need an engine: to keep a log, or to hand out work. */
const kept: ReadonlySet<Choice> = new Set(['stream', 'publish-subscribe']);
const handedOut: ReadonlySet<Choice> = new Set(['queue', 'job', 'webhook']);

/** Above this the embedded engine has not been measured with room to spare, messages per second. */
const embeddedRate = 50_000;

interface EngineRule {
  readonly title: string;
  readonly sources: readonly string[];
  readonly points: Readonly<Partial<Record<EngineKind, number>>>;
  when(facts: Facts, choice: Choice): string | undefined;
}

/** Whether more than one process takes part, which the embedded engine refuses. */
function shared({ servers, polyglot, crossOrganisation }: Facts): string | undefined {
  if ((servers ?? 1) > 1) return `${servers} instances share the work`;
  if (polyglot === true) return 'other languages take part';
  return crossOrganisation === true ? 'another organisation takes part' : undefined;
}

const said = (holds: boolean, why: string) => (holds ? why : undefined);
const busy = ({ rate = 0, burst = 0 }: Facts) => rate > embeddedRate || burst > 4 * embeddedRate;

const engineRules: readonly EngineRule[] = [
  {
    title: 'One process needs no server', sources: ['AZ-API'], points: { embedded: 8 },
    when: (facts) => said(shared(facts) === undefined && !busy(facts), 'one process takes part, and a directory is enough; the handlers stay when that changes'),
  },
  {
    title: 'A log for many readers', sources: ['AWS-MS', 'RMQ-S', 'KAF'], points: { 'kafka': 6, 'event-hubs': 4, 'kinesis': 4, 'pubsub': 3, 'postgres': 2 },
    when: (_facts, choice) => said(kept.has(choice), 'it is kept and read by several'),
  },
  {
    title: 'Work is handed out', sources: ['AZ-CMP', 'AZ-CON'], points: { 'rabbitmq': 6, 'postgres': 5, 'sqs': 5, 'service-bus': 5, 'pubsub': 3, 'kafka': 2 },
    when: (_facts, choice) => said(handedOut.has(choice), 'one receiver takes each message'),
  },
  {
    title: 'A database holds both', sources: ['AZ-OUT'], points: { postgres: 8 },
    when: (facts, choice) => said(handedOut.has(choice) && shared(facts) !== undefined && facts.loss === 'none' && facts.writesDatabase === true && (facts.rate ?? 0) <= 1_000, 'the message and the handler\'s own write can share a transaction'),
  },
  {
    title: 'Amazon carries it', sources: ['AWS-MS'], points: { sqs: 8, kinesis: 7 },
    when: ({ cloud }) => said(cloud === 'aws', 'managed services of Amazon may be used'),
  },
  {
    title: 'Azure carries it', sources: ['AZ-CMP', 'AZ-MSG'], points: { 'service-bus': 8, 'event-hubs': 7 },
    when: ({ cloud }) => said(cloud === 'azure', 'managed services of Azure may be used'),
  },
  {
    title: 'Google carries it', sources: ['GCT'], points: { pubsub: 8 },
    when: ({ cloud }) => said(cloud === 'google', 'managed services of Google may be used'),
  },
  {
    title: 'The sender decides what runs when', sources: ['GCT'], points: { 'cloud-tasks': 10 },
    when: ({ cloud, explicitInvocation }) => said(cloud === 'google' && explicitInvocation === true, 'the sender chooses endpoint, time or rate'),
  },
];

const logsOnly: ReadonlySet<EngineKind> = new Set(['kinesis', 'event-hubs']);
const queuesOnly: ReadonlySet<EngineKind> = new Set(['service-bus', 'cloud-tasks', 'rabbitmq']);

/** Whether an engine does what a way asks for. Amazon's SNS and SQS together publish, and keep nothing. */
function does(engine: EngineKind, choice: Choice, facts: Facts): boolean {
  if (engine === 'embedded') return shared(facts) === undefined;
  if (handedOut.has(choice)) return !logsOnly.has(engine);
  if (choice === 'stream' || facts.replay === true) return !queuesOnly.has(engine) && engine !== 'sqs';
  return engine !== 'cloud-tasks';
}

/** Ranks the engines for a way, best first; empty for ways without an engine. */
export function rankEngines(choice: Choice | undefined, facts: Facts, limits: ProviderLimits): readonly RankedEngine[] {
  if (choice === undefined || !(kept.has(choice) || handedOut.has(choice))) return [];
  const ballot = new Ballot<EngineKind>();
  for (const { title, sources, points, when } of engineRules) {
    const why = when(facts, choice);
    if (why !== undefined) ballot.add({ rule: 'engine', title, why, sources }, points);
  }
  for (const name of facts.enginesAtHand ?? []) {
    if (Object.hasOwn(engines, name)) ballot.add({ rule: 'engine', title: 'It is at hand', why: `${engines[name as EngineKind].name} is run already`, sources: ['AZ-API'] }, { [name]: 9 });
  }
  return ballot.counted()
    .filter(({ name }) => does(name, choice, facts))
    .map(({ name, ...rest }) => ({ engine: name, ...engines[name], ...rest, cautions: cautionsOf(name, facts, limits) }));
}

function cautionsOf(engine: EngineKind, { payload, rate, order, cloud }: Facts, limits: ProviderLimits): readonly string[] {
  const { message, rateOrdered, ratePerUnit } = limits[engine] ?? {};
  const ordered = order === 'key' || order === 'global';
  const all = [
    message !== undefined && (payload ?? 0) > 0.8 * message && `It takes ${sizeText(message)} at most: send a reference (claim check).`,
    rateOrdered !== undefined && ordered && (rate ?? 0) > 0.8 * rateOrdered && `With order it does ${rateOrdered}/s at most.`,
    ratePerUnit !== undefined && (rate ?? 0) > 0.8 * ratePerUnit && `One unit does ${ratePerUnit}/s: plan ${Math.ceil((rate ?? 0) / (0.8 * ratePerUnit))}.`,
    cloud === 'none' && ['sqs', 'kinesis', 'service-bus', 'event-hubs', 'pubsub', 'cloud-tasks'].includes(engine) && 'It runs in a cloud only.',
  ];
  return all.filter((each) => typeof each === 'string');
}
