import { choice, duration, flag, group, integer, size, text } from '../kernel/option-kinds.ts';
import { required } from '../kernel/options.ts';
import type { Given, Values } from '../kernel/options.ts';
import { corsOption } from './cors.ts';

const tlsFields = {
  certificate: required(text({ description: 'File of the certificate and its chain, PEM.', maxLength: 4_000 })),
  key: required(text({ description: 'File of its private key, PEM.', maxLength: 4_000 })),
} as const;

/** Options of the Node host. */
export const httpFields = {
  port: integer({ description: 'TCP port; 0 takes a free one.', fallback: 4400, maximum: 65_535 }),
  host: text({ description: 'Address to listen on. The default is loopback, so that nothing is public by accident; "0.0.0.0" is every address.', fallback: '127.0.0.1' }),
  urlBytes: size({ description: 'Longest address with its query, bytes.', fallback: 8_192, minimum: 64, maximum: 65_536 }),
  headerBytes: size({ description: 'All headers and the request line together, bytes.', fallback: 16_384, minimum: 1_024, maximum: 1_048_576 }),
  headerCount: integer({ description: 'How many headers a request may have.', fallback: 100, minimum: 8, maximum: 2_000 }),
  headersTimeout: duration({ description: 'Time for all headers to arrive, milliseconds.', fallback: 10_000, minimum: 100 }),
  requestTimeout: duration({ description: 'Time for a whole request to arrive, milliseconds.', fallback: 60_000, minimum: 100 }),
  bodyBytesPerSecond: size({ description: 'A body that arrives more slowly, averaged over each 5 seconds, is refused with 408. 0: only the timeout counts.', fallback: 1_024 }),
  keepAlive: duration({ description: 'How long an idle connection stays open, milliseconds. Longer than the idle timeout of a proxy in front.', fallback: 72_000, minimum: 0 }),
  connections: integer({ description: 'Open connections; more are closed at once.', fallback: 10_000, minimum: 1 }),
  compression: flag({ description: 'Answers are packed by zstd, br or gzip, as the client likes (`accept-encoding`).', fallback: true }),
  compressionThreshold: size({ description: 'Smaller answers are sent as they are, bytes.', fallback: 1_024 }),
  tls: group(tlsFields, { description: 'Serves TLS, with HTTP/2 or HTTP/1.1 as the client likes (ALPN). Renewed files are taken within 30 seconds.' }),
  cors: corsOption,
  documents: choice(['all', 'openapi', 'none'], { description: 'What REST tells about itself: /openapi.json and the page /docs, the first only, or nothing.', fallback: 'all' }),
} as const;

/** Options of the Node host as a person writes them. */
export type HttpGiven = Given<typeof httpFields>;
/** Options of the Node host with their defaults. */
export type HttpOptions = Values<typeof httpFields>;
