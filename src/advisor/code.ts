import type { Choice } from './rule.ts';

/** A way in words and in code. */
export interface Way {
  readonly name: string;
  /** The code to paste; for ways that the runtime does not carry yet, what to do meanwhile. */
  readonly code: string;
}

/** The ways. Methods that the runtime does not carry yet say how it is done meanwhile. */
export const ways: Readonly<Record<Choice, Way>> = {
  'rest': { name: 'REST', code: "via: rest({ method: 'POST', path: '/…' }), policies: { deadline: '5s' }" },
  'graphql': { name: 'GraphQL', code: "via: rest({ method: 'GET', path: '/…' })  // GraphQL is not carried yet: one operation per screen" },
  'grpc': { name: 'gRPC', code: "via: rest({ method: 'POST', path: '/…' })  // gRPC is not carried yet: the contract and the handler stay the same" },
  'websocket': { name: 'WebSocket', code: '// WebSocket is not carried yet: mount your socket server beside app.endpoint() and emit what it receives' },
  'sse': { name: 'server-sent events', code: '// Server-sent events are not carried yet: mount an endpoint beside app.endpoint() that follows a stream' },
  'queue': { name: 'queue', code: "via: queue({ attempts: 5 })" },
  'stream': { name: 'event stream', code: "via: stream({ partitions: 8, retention: '7d' })" },
  'publish-subscribe': { name: 'publish-subscribe (a stream, each receiver a group)', code: "to: [first, second], via: stream({ retention: '7d' })" },
  'webhook': { name: 'webhook', code: "via: rest({ method: 'POST', path: '/hooks/…', status: 202 }), policies: { idempotency: {} }  // verify in `authenticate`, emit to a queue" },
  'job': { name: 'job (202, then poll)', code: "via: rest({ method: 'POST', path: '/…', respond: 'job' })  // and a second link of the same operation: via: job()" },
  'scheduled-pull': { name: 'pull on a schedule', code: '// Ask on a timer with a cursor (conditional GET), and emit each new item via queue()' },
  'pipeline': { name: 'pipeline (ETL or ELT)', code: '// Pipelines are not carried yet: run the load as a job: via: job({ concurrency: 1 })' },
  'file-transfer': { name: 'file transfer', code: '// File transfer is not carried yet: take the file with checksum and manifest, and work on it as a job: via: job()' },
  'cdc': { name: 'change data capture', code: '// Change data capture is not carried yet: let a log reader such as Debezium emit via stream()' },
  'gateway': { name: 'API gateway', code: "policies: { rateLimit: { limit: 100, per: 'caller' } }  // or name the gateway in needs.edges" },
  'mesh': { name: 'service mesh', code: '// Mutual TLS, retries and balancing by the mesh; leave policies.retry off here' },
  'bff': { name: 'backend for each frontend', code: '// One service per kind of client, each with operations for its own screens, via rest()' },
};
