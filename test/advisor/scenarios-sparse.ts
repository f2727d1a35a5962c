import type { Scenario } from './scenarios.ts';

/** Hardly anything is said, or much that does not matter. */
export const sparse: readonly Scenario[] = [
  { situation: 'only that anyone may use it', needs: { publicInterface: true }, answers: ['rest'] },
  { situation: 'only that a browser asks', needs: { client: 'browser' }, answers: ['rest'] },
  { situation: 'only that every millisecond counts', needs: { lowLatency: true }, answers: ['grpc'] },
  { situation: 'only that the partner can call', needs: { partnerPushes: true }, answers: ['webhook'] },
  { situation: 'only that nothing may be lost', needs: { loss: 'none' }, answers: ['queue'] },
  { situation: 'only order per key', needs: { order: 'key' }, answers: ['queue', 'stream'] },
  { situation: 'only bursts', needs: { burst: 4_000 }, answers: ['queue', 'stream'] },
  { situation: 'only a processing time', needs: { processing: '45s' }, answers: ['queue', 'job'] },
  { situation: 'an answer within ten seconds', needs: { replyWithin: '10s' }, answers: ['rest'] },
  { situation: 'an answer within a minute', needs: { reply: 'now', replyWithin: '1m' }, answers: ['job'] },
  { situation: 'a page polls every two seconds for nothing', needs: { pollInterval: '2s', changedShare: 0.03, client: 'browser' }, answers: ['sse', 'websocket'] },
  { situation: 'a page polls, and needs each answer at once', needs: { pollInterval: '2s', changedShare: 0.03, client: 'browser', reply: 'now' }, answers: ['sse', 'websocket'] },
  { situation: 'partners\' systems are told what changes', needs: { direction: 'server-to-client', client: 'partner', crossOrganisation: true }, answers: ['webhook'] },
  { situation: 'services are told what changes', needs: { direction: 'server-to-client', client: 'service', external: false }, answers: ['publish-subscribe', 'grpc', 'stream'] },
  { situation: 'three services must all book or none', needs: { reply: 'none', receivers: 3, atomicTransaction: true }, answers: ['rest'], companion: 'saga' },
  { situation: 'a nightly exchange of data with a cloud service, by rows', needs: { volume: 'bulk', freshness: '1d', crossOrganisation: true, startedBy: 'us' }, answers: ['pipeline', 'file-transfer'] },
  { situation: 'a database, mirrored for several readers that also look back', needs: { sourceLogOnly: true, deletesSeen: true, freshness: '2s', order: 'key', reply: 'none', independentReceivers: 3, replay: true }, answers: ['cdc'] },
  { situation: 'images in bulk, each larger than a broker takes', needs: { volume: 'bulk', payload: '300MB', reply: 'none', receivers: 1, loss: 'none' }, answers: ['queue', 'file-transfer', 'pipeline'] },
  { situation: 'bursts, with everything else said too', needs: { reply: 'none', direction: 'one-way', order: 'none', loss: 'none', receivers: 1, independentReceivers: 1, rate: 200, burst: 5_000, capacity: 500, startedBy: 'client', client: 'phone', external: true, volume: 'single', payload: '2KB' }, answers: ['queue', 'stream'] },
  { situation: 'a phone that makes five calls one after the other', needs: { client: 'phone', sequentialCalls: 5, reply: 'now' }, answers: ['gateway', 'bff', 'graphql'] },
  { situation: 'a remote system keeps our records up to date by itself', needs: { startedBy: 'third-party', reply: 'now', crud: true, partnerPushes: true }, answers: ['rest'] },
];
