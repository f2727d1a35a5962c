import type { Scenario } from './scenarios.ts';

/** Shops, banks and transport. The answer and why, from the published sources: an architect's, found before the advisor was asked. */
export const trade: readonly Scenario[] = [
  // AZ-API: read by a screen, answered at once.
  { situation: 'shop: the product page asks for the stock of one article', needs: { reply: 'now', client: 'browser', processing: '80ms', userWaits: true }, answers: ['rest', 'graphql'] },
  // AZ-BFF and AWS-GQ: nested, and bytes cost on a phone.
  { situation: 'shop: the phone shows article, seller, reviews and alike in one screen', needs: { reply: 'now', client: 'phone', nestedReads: true, overfetchMatters: true, callsPerScreen: 6 }, answers: ['graphql', 'bff', 'gateway'] },
  // AZ-PUB: several systems act on one event.
  { situation: 'shop: an order is placed; stock, invoice, mail and analytics act on it', needs: { reply: 'none', independentReceivers: 4, loss: 'none' }, answers: ['publish-subscribe', 'stream'] },
  // AZ-QLL: the burst is levelled.
  { situation: 'shop: Black Friday orders reach a packing service that does 50/s', needs: { reply: 'none', burst: 900, capacity: 50, loss: 'none', receivers: 1 }, answers: ['queue'] },
  // GH and STDW.
  { situation: 'shop: the payment provider tells of a refund', needs: { startedBy: 'third-party', partnerPushes: true, loss: 'none', crossOrganisation: true }, answers: ['webhook'] },
  // AZ-ARR: longer than a request.
  { situation: 'shop: a seller uploads a catalogue that is checked for a quarter of an hour', needs: { reply: 'later', processing: '15m', client: 'browser', payload: '40MB' }, answers: ['job'] },
  // STDW: outgoing.
  { situation: 'shop: sellers\' own systems are told of each sale', needs: { reply: 'none', startedBy: 'us', client: 'partner', crossOrganisation: true, loss: 'none' }, answers: ['webhook', 'queue'] },
  // AZ-API.
  { situation: 'shop: the basket is changed', needs: { crud: true, client: 'browser' }, answers: ['rest'] },
  // DBZ: deletions count.
  { situation: 'shop: the search index follows the article table, deletions too', needs: { sourceLogOnly: true, deletesSeen: true, freshness: '10s', reply: 'none' }, answers: ['cdc'] },

  // SF request and reply.
  { situation: 'bank: is there cover for this card payment', needs: { reply: 'now', replyWithin: '500ms', client: 'service', loss: 'none' }, answers: ['rest', 'grpc'] },
  // AZ-CMP: a financial message.
  { situation: 'bank: a transfer is booked by the ledger, once, in order per account', needs: { reply: 'none', receivers: 1, loss: 'none', duplicates: 'none', order: 'key' }, answers: ['queue'] },
  // AZ-EDA, AWS-MS: kept and read again.
  { situation: 'bank: fraud models read all card movements, again for each new model', needs: { reply: 'none', independentReceivers: 3, replay: true, order: 'key', rate: 8_000 }, answers: ['stream'] },
  // EIP, XFER.
  { situation: 'bank: the clearing house takes and gives files four times a day', needs: { crossOrganisation: true, partnerFilesOnly: true, volume: 'bulk', batchInterval: '6h' }, answers: ['file-transfer'] },
  // AZ-ETL.
  { situation: 'bank: the regulator\'s report is computed each night from twelve systems', needs: { volume: 'bulk', transforms: true, freshness: '1d', rowsPerRun: 30_000_000 }, answers: ['pipeline'] },
  // SIGR: only the server speaks.
  { situation: 'bank: rates run over the trader\'s screen', needs: { direction: 'server-to-client', updateGap: '200ms', client: 'browser', userWaits: true }, answers: ['sse', 'websocket'] },
  // AZ-GW, AZ-API: partners read accounts.
  { situation: 'bank: licensed third parties read accounts on behalf of customers', needs: { reply: 'now', startedBy: 'third-party', client: 'partner', crossOrganisation: true, responseUsed: true, external: true }, answers: ['rest'] },
  // EIP: nothing pushes.
  { situation: 'bank: the exchange rates of the central bank, published daily on its site', needs: { startedBy: 'us', partnerPushes: false, freshness: '1d', crossOrganisation: true }, answers: ['scheduled-pull'] },
  // AZ-IPC.
  { situation: 'bank: eighty services must prove themselves to each other and retry alike', needs: { internalServices: 80, mutualTls: true, uniformTraffic: true, external: false }, answers: ['mesh'] },

  // AWS-MS: telemetry.
  { situation: 'transport: 40,000 lorries send where they are every second', needs: { client: 'device', rate: 40_000, sustained: true, reply: 'none', order: 'key' }, answers: ['stream'] },
  // AZ-SEQ with one reader.
  { situation: 'transport: the steps of a parcel are written to its history in order', needs: { reply: 'none', receivers: 1, order: 'key', loss: 'none' }, answers: ['queue', 'stream'] },
  // AZ-PUB.
  { situation: 'transport: a parcel is delivered; shop, insurer and statistics want to know, later others', needs: { reply: 'none', independentReceivers: 3, receiversGrow: true }, answers: ['publish-subscribe', 'stream'] },
  // AZ-ARR.
  { situation: 'transport: the tours of tomorrow are optimised for forty minutes', needs: { reply: 'later', processing: '40m', callerTakesCallbacks: true, client: 'service' }, answers: ['job'] },
  // SSE.
  { situation: 'transport: the customer watches the van on a map', needs: { direction: 'server-to-client', client: 'phone', updateGap: '5s' }, answers: ['sse', 'websocket'] },
  // EIP.
  { situation: 'transport: a customs office that only takes EDI files', needs: { partnerFilesOnly: true, crossOrganisation: true }, answers: ['file-transfer'] },
  // AZ-AGG.
  { situation: 'transport: the driver\'s device asks seven services over a weak network for one screen', needs: { client: 'device', callsPerScreen: 7, reply: 'now', external: true }, answers: ['gateway', 'bff', 'graphql'] },
  // GRPC.
  { situation: 'transport: the router asks the distance service 20,000 times a second', needs: { reply: 'now', client: 'service', rate: 20_000, lowLatency: true }, answers: ['grpc'] },
  // GCT.
  { situation: 'transport: the sender decides at which minute each text leaves', needs: { reply: 'none', explicitInvocation: true }, answers: ['queue'] },
];
