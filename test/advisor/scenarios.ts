import type { Choice } from '../../src/advisor/rule.ts';
import type { NeedsGiven } from '../../src/kernel/needs.ts';

/** A situation, its needs as a person would write them, and the answers that an architect gives. */
export interface Scenario {
  readonly situation: string;
  readonly needs: NeedsGiven;
  readonly answers: readonly Choice[];
  readonly companion?: string;
}

/** Situations with published answers. */
export const published: readonly Scenario[] = [
  { situation: 'S01 client apps schedule, update and cancel deliveries', needs: { reply: 'now', client: 'phone', external: true, crud: true }, answers: ['rest'] },
  { situation: 'S02 ingestion hands bursts to a scheduler', needs: { reply: 'none', client: 'service', receivers: 1, burst: 2_000, capacity: 300 }, answers: ['queue', 'stream'] },
  { situation: 'S04 delivery status changes, and more subscribers are expected', needs: { reply: 'none', receiversGrow: true }, answers: ['publish-subscribe', 'stream'] },
  { situation: 'S05 a failed transaction must be compensated by a supervisor', needs: { reply: 'none', receivers: 1, loss: 'none' }, answers: ['queue'] },
  { situation: 'S07 web instances overwhelm a data store with writes', needs: { reply: 'none', burst: 1_000, capacity: 200, receivers: 1 }, answers: ['queue'] },
  { situation: 'S08 MRI images over the bus', needs: { reply: 'none', receivers: 1, payload: '200MB' }, answers: ['queue', 'publish-subscribe', 'file-transfer'], companion: 'claim check' },
  { situation: 'S09 a desktop page gains a mobile app with other needs', needs: { reply: 'now', clientKinds: 2, payloadsDiffer: true, external: true }, answers: ['bff', 'graphql'], companion: 'API gateway' },
  { situation: 'S11 a browser starts work of minutes, without callbacks', needs: { reply: 'later', processing: '4m', client: 'browser', callerTakesCallbacks: false }, answers: ['job'] },
  { situation: 'S12 heavy work in the web tier slows down everything', needs: { reply: 'none', processing: '30s', receivers: 1 }, answers: ['queue', 'job'] },
  { situation: 'S13 temperatures with two readers that compute different things', needs: { reply: 'none', independentReceivers: 2, sustained: true, rate: 5_000, order: 'key' }, answers: ['stream'] },
  { situation: 'S14 files land in storage and only images need thumbnails', needs: { reply: 'none', receiversGrow: true }, answers: ['publish-subscribe', 'queue'] },
  { situation: 'S15 orders that may not be lost or doubled', needs: { reply: 'none', loss: 'none', receivers: 1 }, answers: ['queue'] },
  { situation: 'S17 polyglot services inside with high throughput', needs: { reply: 'now', client: 'service', polyglot: true, lowLatency: true, rate: 5_000 }, answers: ['grpc'] },
  { situation: 'S18 scores are pushed to many web clients', needs: { direction: 'server-to-client', client: 'browser', updateGap: '1s' }, answers: ['sse', 'websocket'] },
  { situation: 'S19 GitHub events must reach us', needs: { startedBy: 'third-party', partnerPushes: true, reply: 'none' }, answers: ['webhook'] },
  { situation: 'S21 a credit check before going on', needs: { reply: 'now', replyWithin: '2s', receivers: 1 }, answers: ['rest', 'grpc'] },
  { situation: 'S22 invoke a remote process and do not wait', needs: { reply: 'none', receivers: 1 }, answers: ['queue', 'publish-subscribe', 'webhook'] },
  { situation: 'S24 a page updates by itself', needs: { direction: 'server-to-client', client: 'browser' }, answers: ['sse', 'websocket', 'publish-subscribe'] },
  { situation: 'S25 show external data without storing it', needs: { reply: 'now', userWaits: true, client: 'browser' }, answers: ['rest', 'graphql'] },
  { situation: 'S27 clean and join many sources for a warehouse', needs: { reply: 'none', volume: 'bulk', freshness: '1d' }, answers: ['pipeline'] },
  { situation: 'S29 the same message to very many, with replay', needs: { reply: 'none', independentReceivers: 200, replay: true }, answers: ['stream'] },
  { situation: 'S30 clients with nested needs; unused bytes hurt', needs: { reply: 'now', client: 'phone', nestedReads: true, overfetchMatters: true }, answers: ['graphql', 'bff'] },
  { situation: 'S31 many shop events from a SaaS that can push', needs: { startedBy: 'third-party', partnerPushes: true, rate: 500, burst: 5_000, capacity: 500 }, answers: ['publish-subscribe', 'webhook'] },
];

/** More situations, with the answer of common practice. */
export const invented: readonly Scenario[] = [
  { situation: 'an invoice is printed after an order; the customer does not wait', needs: { reply: 'none', receivers: 1, userWaits: false }, answers: ['queue'] },
  { situation: 'four departments act on each hire', needs: { reply: 'none', independentReceivers: 4 }, answers: ['publish-subscribe', 'stream'] },
  { situation: 'clicks for a model that is trained again from the start each month', needs: { reply: 'none', replay: true, rate: 20_000, sustained: true }, answers: ['stream'] },
  { situation: 'a chat between customers and agents', needs: { direction: 'both-ways', updateGap: '200ms', holdsConnection: true, client: 'browser' }, answers: ['websocket'] },
  { situation: 'a bank drops statement files at night', needs: { startedBy: 'third-party', partnerFilesOnly: true, crossOrganisation: true, volume: 'bulk' }, answers: ['file-transfer'] },
  { situation: 'a legacy CRM without events; the search index must follow, deletions too', needs: { sourceLogOnly: true, deletesSeen: true, freshness: '5s' }, answers: ['cdc'] },
  { situation: 'a weather service that only answers', needs: { startedBy: 'third-party', partnerPushes: false }, answers: ['scheduled-pull'] },
  { situation: 'a video is transcoded and the result is fetched', needs: { reply: 'later', processing: '20m' }, answers: ['job'] },
  { situation: 'a report is asked for at once but takes half a minute', needs: { reply: 'now', processing: '30s', userWaits: true, client: 'browser' }, answers: ['job'] },
  { situation: 'the basket asks the price service on every click', needs: { reply: 'now', client: 'service', lowLatency: true, rate: 3_000 }, answers: ['grpc', 'rest'] },
  { situation: 'the admin page edits categories', needs: { reply: 'now', crud: true, client: 'browser', rate: 1 }, answers: ['rest'] },
  { situation: 'reminders that the sender schedules one by one', needs: { reply: 'none', explicitInvocation: true, receivers: 1 }, answers: ['queue'] },
  { situation: 'a warehouse gets last day\'s orders', needs: { volume: 'bulk', freshness: '24h', batchInterval: '24h', targetTransforms: true }, answers: ['pipeline'] },
  { situation: 'a payment provider tells of a payment', needs: { startedBy: 'third-party', partnerPushes: true, crossOrganisation: true }, answers: ['webhook'] },
  { situation: 'machines on a factory floor, read by whoever comes later', needs: { reply: 'none', lateReaders: true, sustained: true, client: 'device' }, answers: ['stream'] },
  { situation: 'watch, phone and web show the same trip differently', needs: { reply: 'now', clientKinds: 3, payloadsDiffer: true, external: true, nestedReads: true }, answers: ['bff', 'graphql'] },
  { situation: 'a dashboard of a trading desk, listening only', needs: { direction: 'server-to-client', updateGap: '500ms', client: 'browser', holdsConnection: true }, answers: ['sse', 'websocket'] },
  { situation: 'flash sales: orders come ten times as fast as they can be packed', needs: { reply: 'none', burst: 5_000, capacity: 500, loss: 'none', order: 'key', receivers: 1 }, answers: ['queue'] },
];
