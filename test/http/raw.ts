import { connect } from 'node:net';

/** An answer read off a bare socket. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: string;
  readonly body: string;
}

/** Sends bytes as they are and reads until the server closes or `quiet` milliseconds pass without a byte; every answer on the connection. */
export function exchange(url: string, parts: ReadonlyArray<string | Uint8Array>, quiet = 300): Promise<readonly RawAnswer[]> {
  const { port, hostname } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    const chunks: Uint8Array[] = [];
    const finish = (): void => {
      socket.destroy();
      resolve(answersOf(Buffer.concat(chunks).toString('latin1')));
    };
    let timer = setTimeout(finish, quiet * 10);
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      clearTimeout(timer);
      timer = setTimeout(finish, quiet);
    });
    socket.on('close', () => {
      clearTimeout(timer);
      finish();
    });
    socket.on('error', () => {});
    for (const part of parts) socket.write(part);
  });
}

function answersOf(text: string): readonly RawAnswer[] {
  const answers: RawAnswer[] = [];
  let rest = text;
  while (rest.startsWith('HTTP/1.1 ')) {
    const end = rest.indexOf('\r\n\r\n');
    const headers = rest.slice(0, end);
    const status = Number(headers.slice(9, 12));
    const length = status === 100 ? 0 : Number(/content-length: (\d+)/i.exec(headers)?.[1] ?? 0);
    answers.push({ status, headers, body: rest.slice(end + 4, end + 4 + length) });
    rest = rest.slice(end + 4 + length);
  }
  return answers;
}

/** A request line with headers; the body is for the caller to add. */
export const head = (line: string, ...headers: string[]): string => [`${line} HTTP/1.1`, 'host: localhost', ...headers, '', ''].join('\r\n');
