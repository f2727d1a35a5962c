import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { offerServer, portOf } from '../harness/rest-contestant.ts';
import { book, findFlight } from '../harness/rest-service.ts';
import type { BookingRequest } from '../harness/rest-service.ts';

function answer(response: ServerResponse, status: number, body: object): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length }).end(bytes);
}

function get(url: string, response: ServerResponse): void {
  const mark = url.indexOf('?');
  const query = new URLSearchParams(url.slice(mark + 1));
  answer(response, 200, findFlight(url.slice('/flights/'.length, mark), Number(query.get('seats')), query.get('currency') ?? ''));
}

function post(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => answer(response, 201, book(JSON.parse(Buffer.concat(chunks).toString()) as BookingRequest)));
}

const server = createServer((request, response) => (request.method === 'GET' ? get(request.url ?? '', response) : post(request, response)));

offerServer(() => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(portOf(server)))));
