import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { offer } from '../harness/contestant.ts';
import { cpu, portOf } from '../harness/rest-contestant.ts';

const http = createServer();
const server = new WebSocketServer({ server: http, perMessageDeflate: false });
server.on('connection', (socket) => socket.on('message', (data, binary) => socket.send(data, { binary })));

async function broadcast({ text, count }: { readonly text: string; readonly count: number }): Promise<void> {
  for (let sent = 0; sent < count; sent += 1) {
    const message = JSON.stringify({ text });
    for (const client of server.clients) client.send(message);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

offer({ listen: () => new Promise((resolve) => http.listen(0, '127.0.0.1', () => resolve(portOf(http)))), cpu, memory: () => process.memoryUsage.rss(), broadcast });
