import { open, realpath } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { extname, isAbsolute, join, relative } from 'node:path';

import type { HttpRequest, HttpResponse } from '../../driver/endpoint.ts';
import { httpErrors } from '../errors.ts';
import { problemResponse } from '../problem.ts';
import { httpDate, unchanged } from './conditions.ts';
import type { Validators } from './conditions.ts';
import { rangeOf } from './range.ts';

/** A file to be sent. */
export interface SentFile {
  /** Path below the directory. */
  readonly file: string;
  /** Default: by the ending of the file's name. */
  readonly mediaType?: string | undefined;
  /** Name under which a browser saves it; without one it is shown. */
  readonly name?: string | undefined;
}

const types: Readonly<Record<string, string>> = {
  '.csv': 'text/csv; charset=utf-8', '.txt': 'text/plain; charset=utf-8', '.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8', '.json': 'application/json', '.xml': 'application/xml', '.pdf': 'application/pdf', '.png': 'image/png', '.jpg': 'image/jpeg',
  '.svg': 'image/svg+xml', '.webp': 'image/webp', '.zip': 'application/zip', '.gz': 'application/gzip', '.parquet': 'application/vnd.apache.parquet', '.wasm': 'application/wasm',
};

/**
 * Sends a file below a directory: whole, or the one part that `range` asks for, under the conditions of RFC 9110, section 13. Throws
 * `FILE_MISSING` where there is none or it lies elsewhere, and `ETAG_DIFFERENT`.
 */
export async function fileResponse(request: HttpRequest, directory: string, sent: SentFile, given: Readonly<Record<string, string>> = {}): Promise<HttpResponse> {
  const handle = await opened(directory, sent.file);
  let taken = false;
  try {
    const { size, mtimeNs } = await handle.stat({ bigint: true });
    const now = { etag: `"${size.toString(36)}-${mtimeNs.toString(36)}"`, lastModified: Number(mtimeNs / 1_000_000n) };
    const headers = { ...given, ...headersOf(sent, now) };
    if (unchanged(request, now)) return { status: 304, headers };
    const answer = partOf(request, Number(size), now, headers, handle);
    taken = answer.body !== undefined && typeof answer.body !== 'string';
    return answer;
  } finally {
    if (!taken) await handle.close();
  }
}

/** Opens a file once it is sure that it lies below the directory, links followed. */
async function opened(directory: string, file: string): Promise<FileHandle> {
  try {
    const [root, path] = await Promise.all([realpath(directory), realpath(join(directory, file))]);
    const below = relative(root, path);
    if (below === '' || below.startsWith('..') || isAbsolute(below)) throw missing(file);
    const handle = await open(path, 'r');
    if ((await handle.stat()).isFile()) return handle;
    await handle.close();
    throw missing(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    throw ['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE'].includes(String(code)) ? missing(file, error) : error;
  }
}

const missing = (file: string, cause?: unknown): Error => httpErrors.FILE_MISSING({ what: `There is no file "${file.slice(0, 100)}".`, cause });

function partOf(request: HttpRequest, size: number, now: Validators, headers: Readonly<Record<string, string>>, handle: FileHandle): HttpResponse {
  const range = wantedRange(request, size, now);
  if (range === 'none') return problemResponse(httpErrors.RANGE_UNSATISFIABLE(`It has ${size} bytes.`), undefined, { 'content-range': `bytes */${size}` });
  const length = range === undefined ? size : range.end - range.start + 1;
  const answer = {
    status: range === undefined ? 200 : 206,
    headers: { ...headers, 'content-length': String(length), ...(range === undefined ? {} : { 'content-range': `bytes ${range.start}-${range.end}/${size}` }) },
  };
  if (request.method === 'HEAD' || length === 0) return answer;
  return { ...answer, body: handle.createReadStream({ start: range?.start ?? 0, end: range?.end ?? size - 1, autoClose: true, highWaterMark: 65_536 }) };
}

/** A part is sent only of the state that the client has the rest of (`if-range`). */
function wantedRange({ method, headers }: HttpRequest, size: number, now: Validators): ReturnType<typeof rangeOf> {
  const { range, 'if-range': condition } = headers;
  if (range === undefined || method !== 'GET') return undefined;
  const modified = Math.floor((now.lastModified ?? 0) / 1_000) * 1_000;
  const same = condition === undefined || (condition.startsWith('"') ? condition === now.etag : httpDate(condition) === modified);
  return same ? rangeOf(range, size) : undefined;
}

function headersOf({ file, mediaType, name }: SentFile, now: { readonly etag: string; readonly lastModified: number }): Record<string, string> {
  return {
    'content-type': mediaType ?? types[extname(file).toLowerCase()] ?? 'application/octet-stream',
    etag: now.etag,
    'last-modified': new Date(now.lastModified).toUTCString(),
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
    ...(name === undefined ? {} : { 'content-disposition': disposition(name) }),
  };
}

/** RFC 6266, with the name in ASCII for old clients and in UTF-8 (RFC 8187) for others. */
function disposition(name: string): string {
  const plain = name.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  const exact = encodeURIComponent(name).replaceAll(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`;
}
