import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to the server that a test can cut. */
export interface Proxy {
  readonly url: string;
  /** Cuts what is open; new connections go through again. */
  cut(): void;
  /** Refuses connections until `restore`. */
  block(): void;
  restore(): void;
  close(): void;
}

export async function proxyTo(target: string): Promise<Proxy> {
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  let blocked = false;
  const server = createServer((near) => {
    if (blocked) return void near.destroy();
    const far = connect(Number(port), hostname);
    for (const [one, other] of [[near, far], [far, near]] as const) {
      open.add(one);
      one.on('error', () => undefined);
      one.on('close', () => { open.delete(one); other.destroy(); });
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const url = new URL(target);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const cut = (): void => { for (const socket of open) socket.destroy(); };
  return {
    url: url.href,
    cut,
    block: () => { blocked = true; cut(); },
    restore: () => { blocked = false; },
    close: () => { cut(); server.close(); },
  };
}
