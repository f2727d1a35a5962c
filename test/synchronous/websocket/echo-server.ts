/** Sends back every message, whole, text or binary: what suites for RFC 6455 want. `node --conditions=isthmus-source echo-server.ts PORT`; scripts/autobahn starts it. */
import { createServer } from 'node:http';
import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { frameOf, opcodes } from '../../../src/synchronous/websocket/frames/encode.ts';
import { Wire } from '../../../src/synchronous/websocket/frames/wire.ts';

const suffix = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const server = createServer();
server.on('upgrade', ({ headers }, socket, head) => {
  const accept = createHash('sha1').update(`${headers['sec-websocket-key']}${suffix}`).digest('base64');
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`);
  const wire = new Wire(socket, 128 * 1_048_576, {
    message: (payload, binary) => wire.send(frameOf(binary ? opcodes.binary : opcodes.text, payload)),
    drained: () => {},
    fault: (error) => console.error(error),
    gone: () => {},
  });
  wire.open(head);
});
server.listen(Number(process.argv[2] ?? 9001), '127.0.0.1', () => console.log(`listening on ${(server.address() as AddressInfo).port}`));
