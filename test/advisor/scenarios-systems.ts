import type { Scenario } from './scenarios.ts';

/** Health, games, machines, software as a service and media. The answer was found before the advisor was asked. */
export const systems: readonly Scenario[] = [
  // AZ-CLM.
  { situation: 'health: a tomography goes to the archive and to a model that looks at it', needs: { payload: '400MB', reply: 'none', independentReceivers: 2, loss: 'none' }, answers: ['publish-subscribe', 'queue', 'stream'], companion: 'claim check' },
  // AZ-CMP.
  { situation: 'health: a prescription reaches the pharmacy\'s system exactly once', needs: { reply: 'none', loss: 'none', duplicates: 'none', receivers: 1, crossOrganisation: true, startedBy: 'us' }, answers: ['queue', 'webhook'] },
  // AZ-API.
  { situation: 'health: the ward looks up the allergies of a patient', needs: { reply: 'now', userWaits: true, client: 'browser', processing: '150ms' }, answers: ['rest', 'graphql'] },
  // AWS-MS.
  { situation: 'health: heart monitors, read by alarm and by research', needs: { client: 'device', sustained: true, independentReceivers: 2, reply: 'none', order: 'key', lateReaders: true }, answers: ['stream'] },
  // XFER.
  { situation: 'health: the insurer sends a list of the insured once a month', needs: { startedBy: 'third-party', crossOrganisation: true, volume: 'bulk', freshness: '30d' }, answers: ['file-transfer', 'pipeline'] },
  // DBZ.
  { situation: 'health: a laboratory system of 1998 has nothing but its database; results must be on the ward in seconds', needs: { sourceLogOnly: true, freshness: '5s' }, answers: ['cdc'] },

  // SIGR.
  { situation: 'games: players move in one world', needs: { direction: 'both-ways', updateGap: '50ms', holdsConnection: true, client: 'browser' }, answers: ['websocket'] },
  // SSE, SIGR.
  { situation: 'games: the ranking changes on every screen', needs: { direction: 'server-to-client', client: 'browser', receivers: 20_000 }, answers: ['sse', 'websocket'] },
  // AZ-EDA.
  { situation: 'games: every move is kept to show a match again', needs: { replay: true, rate: 30_000, reply: 'none' }, answers: ['stream'] },
  // AZ-ARR.
  { situation: 'games: a match is found within half a minute', needs: { reply: 'later', replyWithin: '30s', processing: '30s', client: 'phone' }, answers: ['job'] },
  // AZ-CON.
  { situation: 'games: a prize is put into an inventory', needs: { reply: 'none', loss: 'none', duplicates: 'none' }, answers: ['queue'] },

  // AWS-MS.
  { situation: 'machines: 3,000 sensors into one time-series store', needs: { rate: 3_000, client: 'device', reply: 'none' }, answers: ['stream'] },
  // SIGR: commands and answers on one connection.
  { situation: 'machines: a robot is steered and reports at the same time', needs: { direction: 'both-ways', client: 'device', updateGap: '100ms' }, answers: ['websocket', 'grpc'] },
  // AZ-QLL.
  { situation: 'machines: after a power cut all meters report at once', needs: { reply: 'none', burst: 100_000, capacity: 2_000, client: 'device' }, answers: ['queue', 'stream'] },
  // SF, AZ-ETL.
  { situation: 'machines: a day of measurements goes to the planning system each night', needs: { volume: 'bulk', batchInterval: '24h', freshness: '24h' }, answers: ['pipeline'] },

  // GH.
  { situation: 'software: the customer\'s repository tells our build server of a push', needs: { startedBy: 'third-party', partnerPushes: true, processing: '5m' }, answers: ['webhook'] },
  // SIGR.
  { situation: 'software: several people write in one document', needs: { direction: 'both-ways', client: 'browser', updateGap: '300ms' }, answers: ['websocket'] },
  // AZ-ARR.
  { situation: 'software: an export of the account, ready in some minutes', needs: { reply: 'later', processing: '6m', client: 'browser', userWaits: false }, answers: ['job'] },
  // AZ-CON.
  { situation: 'software: a mail is sent after signing up', needs: { reply: 'none', responseUsed: false }, answers: ['queue'] },
  // AZ-IPC: needless coupling.
  { situation: 'software: the login fails whenever the audit service is down, though nobody reads its answer', needs: { failsWithReceiver: true, responseUsed: false }, answers: ['queue'] },
  // EIP.
  { situation: 'software: the ticket system of a customer has an interface and no events', needs: { startedBy: 'third-party', partnerPushes: false, freshness: '5m' }, answers: ['scheduled-pull'] },
  // AZ-PUB.
  { situation: 'software: billing, quota and mail act when a plan changes', needs: { receivers: 3, reply: 'none' }, answers: ['publish-subscribe', 'stream'] },
  // AZ-BFF.
  { situation: 'software: watch, phone and web want other data of the same account', needs: { clientKinds: 3, payloadsDiffer: true, reply: 'now', external: true }, answers: ['bff', 'graphql'] },
  // AZ-GW.
  { situation: 'software: customers\' programs reach five of our hosts', needs: { external: true, directHosts: 5, reply: 'now', publicInterface: true }, answers: ['gateway', 'rest'] },

  // AZ-ARR, AZ-BFE.
  { situation: 'media: a film is transcoded, and the editor fetches it', needs: { reply: 'later', processing: '2h', payload: '8GB' }, answers: ['job'] },
  // AZ-EDA.
  { situation: 'media: what people watch, read by recommendations, royalties and science', needs: { independentReceivers: 3, sustained: true, rate: 50_000, replay: true }, answers: ['stream'] },
  // AZ-PUB with a filter.
  { situation: 'media: agencies take only the sport of all news items', needs: { reply: 'none', filtered: true, receiversGrow: true }, answers: ['publish-subscribe'] },
  // AWS-GQ.
  { situation: 'media: the television app reads show, season, episodes and progress', needs: { nestedReads: true, client: 'device', reply: 'now' }, answers: ['graphql', 'bff'] },
  // GRPC: streams between services.
  { situation: 'media: subtitles are made while the sound still comes, service to service', needs: { direction: 'both-ways', client: 'service', external: false, streaming: true }, answers: ['grpc'] },
];
