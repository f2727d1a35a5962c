import type { HttpRequest, HttpResponse } from '../../driver/endpoint.ts';
import { fileResponse } from '../../http/content/file.ts';
import type { SentFile } from '../../http/content/file.ts';
import type { JsonSchema } from '../../kernel/schema.ts';
import { resolve } from './input/coerce.ts';
import type { RestOptions } from './options.ts';
import type { RestRoute } from './route.ts';

/** The file that an output names: `{ file, mediaType?, name? }`. Throws `FILE_MISSING`, `NOT_ACCEPTABLE`. */
export function fileAnswer({ options, cacheControl }: RestRoute, request: HttpRequest, output: unknown): Promise<HttpResponse> {
  // The output was checked against a schema that has these.
  const sent = output as SentFile;
  return fileResponse(request, options.directory ?? '.', sent, cacheControl === undefined ? {} : { 'cache-control': cacheControl });
}

/** What keeps a route from answering with files. */
export function* fileFaults(options: RestOptions, output: JsonSchema): Generator<readonly [option: keyof RestOptions, message: string]> {
  if (options.respond !== 'file') {
    if (options.directory !== undefined) yield ['directory', 'is for respond: "file"'];
    return;
  }
  const properties = (resolve(output, output)['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
  if (options.method !== 'GET') yield ['respond', 'a file is read; take GET'];
  if (options.directory === undefined) yield ['directory', 'must say below which directory the files lie'];
  if (resolve(properties['file'] ?? {}, output)['type'] !== 'string') yield ['respond', 'the output must have the text "file", a path below the directory'];
  if (options.status !== 200) yield ['status', 'of a file is 200 or 206 by the request'];
  if (options.paginate || options.lastModified !== undefined) yield ['respond', 'a file has neither pages nor a property lastModified'];
}
