import { readFileSync } from 'node:fs';
import { request as send } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  // Tests look into documents of many shapes.
  readonly body: Readonly<Record<string, unknown>>;
}

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Bytes as they stand, instead of JSON. */
  readonly raw?: Buffer;
}

/** The admin API of a token file, with the token unless `headers` say otherwise. */
export class AdminClient {
  readonly access: { readonly url: string; readonly token: string; readonly pid: number; readonly app: string };

  constructor(file: string) {
    this.access = JSON.parse(readFileSync(file, 'utf8')) as AdminClient['access'];
  }

  ask(path: string, { method = 'GET', headers = { authorization: `Bearer ${this.access.token}` }, body, raw }: Asked = {}): Promise<Answer> {
    const bytes = raw ?? (body === undefined ? undefined : Buffer.from(JSON.stringify(body)));
    const more = bytes === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(bytes.length) };
    return new Promise((resolve, reject) => {
      const outgoing = send(new URL(`/admin/1${path}`, this.access.url), { method, headers: { ...more, ...headers } }, (incoming) => resolve(answerOf(incoming)));
      outgoing.on('error', reject);
      outgoing.end(bytes);
    });
  }
}

async function answerOf(incoming: IncomingMessage): Promise<Answer> {
  const text = Buffer.concat(await incoming.toArray()).toString();
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, body: text === '' ? {} : (JSON.parse(text) as Answer['body']) };
}

/** Asks again until it is so; fails after a time no healthy machine needs. */
export async function eventually(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 30_000;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`It never became so: ${isSo.toString()}`);
    await sleep(20);
  }
}
