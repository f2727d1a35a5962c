import { readFileSync, statSync } from 'node:fs';
import type { Server } from 'node:tls';

import type { Log } from '../../kernel/handler.ts';
import { httpErrors } from '../errors.ts';
import type { HttpOptions } from '../options.ts';

type TlsOptions = NonNullable<HttpOptions['tls']>;

/** How often the files are looked at, milliseconds. */
const lookEvery = 30_000;

/** What Node takes of a certificate. Throws `TLS_UNREADABLE`. */
export function readTls({ certificate, key }: TlsOptions): { readonly cert: Buffer; readonly key: Buffer } {
  try {
    return { cert: readFileSync(certificate), key: readFileSync(key) };
  } catch (error) {
    throw httpErrors.TLS_UNREADABLE({ what: `The certificate or its key can't be read: ${error instanceof Error ? error.message : ''}.`, cause: error });
  }
}

const timesOf = ({ certificate, key }: TlsOptions): string => [certificate, key].map((path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0).join(' ');

/** Takes a renewed certificate without a restart; one that can't be read leaves the old one in use. Answers with how to end that. */
export function followTls(server: Server, options: TlsOptions, log: Log, every = lookEvery): () => void {
  let known = timesOf(options);
  const look = (): void => {
    const now = timesOf(options);
    if (now === known) return;
    try {
      server.setSecureContext(readTls(options));
      known = now;
      log.info('The renewed certificate is in use.');
    } catch (error) {
      log.error('A renewed certificate can not be used; the old one stays.', { error: error instanceof Error ? error.message : String(error) });
    }
  };
  const timer = setInterval(look, every).unref();
  return () => clearInterval(timer);
}
