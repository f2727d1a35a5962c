import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { root } from '../../tools/shell.ts';
import { pack, runIn } from '../package/packed.ts';

/** A registry of npm on loopback: it has this package, packed, and what is installed in this repository. Nothing else is asked. */
export interface Registry extends AsyncDisposable {
  readonly url: string;
}

type Manifest = Readonly<Record<string, unknown>> & { readonly name: string; readonly version: string };

export async function loopbackRegistry(directory: string): Promise<Registry> {
  const { tarball } = pack(directory);
  const tarballs = new Map([['isthmus', tarball]]);
  const tarballOf = (name: string): string => {
    const known = tarballs.get(name) ?? packInstalled(name, directory);
    tarballs.set(name, known);
    return known;
  };
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '').slice(1);
    const [, ofTarball] = /^(.+)\/-\/package\.tgz$/.exec(path) ?? [];
    const manifest = manifestOf(ofTarball ?? path);
    if (manifest === undefined) response.writeHead(404).end('{}');
    else if (ofTarball !== undefined) response.end(readFileSync(tarballOf(ofTarball)));
    else response.setHeader('content-type', 'application/json').end(JSON.stringify(document(manifest, url)));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, [Symbol.asyncDispose]: async () => (server.closeAllConnections(), void (await new Promise((resolve) => server.close(resolve)))) };
}

function document(manifest: Manifest, url: string): object {
  const { name, version, scripts: _scripts, devDependencies: _tools, ...rest } = manifest;
  const dist = { tarball: `${url}/${name}/-/package.tgz` };
  return { name, 'dist-tags': { latest: version }, versions: { [version]: { ...rest, name, version, dist } } };
}

function manifestOf(name: string): Manifest | undefined {
  if (!/^(?:@[\w.-]+\/)?[\w.-]+$/.test(name)) return undefined;
  const file = name === 'isthmus' ? join(root, 'package.json') : join(root, 'node_modules', name, 'package.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Manifest) : undefined;
}

function packInstalled(name: string, directory: string): string {
  const destination = join(directory, name.replaceAll(/\W+/g, '-'));
  mkdirSync(destination);
  const [packed] = JSON.parse(runIn(join(root, 'node_modules', name), 'npm', ['pack', '--json', '--silent', '--ignore-scripts', '--pack-destination', destination])) as [{ readonly filename: string }];
  return join(destination, packed.filename);
}
