import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the page of the board lies. */
export const pageDirectory = join(import.meta.dirname, '../page');

/** Makes `isthmus/websocket-client` one file for browsers, when the first one asks for it. */
export class BrowserClient {
  readonly directory: string;
  #made: Promise<void> | undefined;

  constructor(directory: string) {
    this.directory = join(directory, 'page');
  }

  async file(): Promise<{ readonly file: string; readonly mediaType: string }> {
    await (this.#made ??= this.#make());
    return { file: 'client.js', mediaType: 'text/javascript' };
  }

  async #make(): Promise<void> {
    const { build, stop } = await import('esbuild');
    await build({ entryPoints: [fileURLToPath(import.meta.resolve('isthmus/websocket-client'))], outfile: join(this.directory, 'client.js'), bundle: true, minify: true, format: 'esm', platform: 'browser' });
    await stop();
  }
}
