import { createHmac, timingSafeEqual } from 'node:crypto';
import { fdatasync, openSync, write } from 'node:fs';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { offer } from '../harness/contestant.ts';
import { cpu, portOf } from '../harness/rest-contestant.ts';
import { webhookSecret } from '../harness/webhook-secret.ts';

const newline = Buffer.from('\n');
let file = -1;
let waiting: Array<{ readonly body: Buffer; readonly response: ServerResponse }> = [];
let writing = false;
let stored = 0;

function verified(body: Buffer, header: string): boolean {
  const [, time = '', signature = ''] = /^t=(\d+),v1=([0-9a-f]+)$/.exec(header) ?? [];
  const expected = createHmac('sha256', webhookSecret).update(`${time}.`).update(body).digest();
  const given = Buffer.from(signature, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected) && Math.abs(Date.now() / 1_000 - Number(time)) < 300;
}

/** What came while the last group was being synced is the next one. */
function writeGroup(): void {
  if (writing || waiting.length === 0) return;
  writing = true;
  const group = waiting;
  waiting = [];
  write(file, Buffer.concat(group.flatMap(({ body }) => [body, newline])), (failed) => {
    if (failed !== null) throw failed;
    fdatasync(file, (unsynced) => {
      if (unsynced !== null) throw unsynced;
      stored += group.length;
      for (const { response } of group) response.writeHead(200, { 'content-length': 0 }).end();
      writing = false;
      writeGroup();
    });
  });
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    if (!verified(body, String(request.headers['stripe-signature'] ?? ''))) return void response.writeHead(401, { 'content-length': 0 }).end();
    waiting.push({ body, response });
    writeGroup();
  });
});

offer({
  listen: (directory: string) => {
    file = openSync(join(directory, 'deliveries'), 'a');
    return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(portOf(server))));
  },
  cpu, pause: () => {}, handled: () => stored,
});
