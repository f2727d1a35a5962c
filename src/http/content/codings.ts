import type { Readable, Transform } from 'node:stream';
import { promisify } from 'node:util';
import {
  brotliCompress, brotliDecompress, constants, createBrotliCompress, createBrotliDecompress, createGunzip, createGzip, createInflate, createZstdCompress,
  createZstdDecompress, gunzip, gzip, inflate, zstdCompress, zstdDecompress,
} from 'node:zlib';

/** A content coding of RFC 9110, section 8.4.1, RFC 7932 or RFC 8878. */
export type Coding = 'zstd' | 'br' | 'gzip';
/** `deflate` is read and never written, since clients differ on what it is. */
export type ReadCoding = Coding | 'deflate';

/** What we write, best first: for text made on the fly zstd is the smallest for its time. */
export const codings: readonly Coding[] = ['zstd', 'br', 'gzip'];
/** What we read. */
export const readCodings: readonly ReadCoding[] = [...codings, 'deflate'];

/** The highest quality takes a hundred times as long for a tenth less. */
const brotliQuality = { [constants.BROTLI_PARAM_QUALITY]: 4 };
const window = 256 * 1_024;

interface Codec {
  readonly pack: (bytes: Uint8Array) => Promise<Uint8Array>;
  /** Each piece that goes in comes out at once. */
  readonly packer: () => Transform;
}

const brotliPack = promisify<Uint8Array, object, Buffer>(brotliCompress);
const zstdPack = promisify<Uint8Array, Buffer>(zstdCompress);
const gzipPack = promisify<Uint8Array, Buffer>(gzip);

const writers: Readonly<Record<Coding, Codec>> = {
  zstd: { pack: (bytes) => zstdPack(bytes), packer: () => createZstdCompress({ flush: constants.ZSTD_e_flush }) },
  br: {
    pack: (bytes) => brotliPack(bytes, { params: { ...brotliQuality, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
    packer: () => createBrotliCompress({ flush: constants.BROTLI_OPERATION_FLUSH, params: brotliQuality }),
  },
  gzip: { pack: (bytes) => gzipPack(bytes), packer: () => createGzip({ flush: constants.Z_SYNC_FLUSH }) },
};

/** Packs a whole body, off the main thread. */
export function pack(bytes: Uint8Array, coding: Coding): Promise<Uint8Array> {
  return writers[coding].pack(bytes);
}

/** Packs a body as it comes. */
export function packer(coding: Coding): Transform {
  return writers[coding].packer();
}

interface Unpacker {
  (bytes: Uint8Array, options: { readonly maxOutputLength: number }, done: (error: Error | null, result: Buffer) => void): void;
}
const readers: Readonly<Record<ReadCoding, { readonly whole: Unpacker; readonly stream: () => Readable & NodeJS.WritableStream }>> = {
  zstd: { whole: zstdDecompress, stream: () => createZstdDecompress({ chunkSize: window }) },
  br: { whole: brotliDecompress, stream: () => createBrotliDecompress({ chunkSize: window }) },
  gzip: { whole: gunzip, stream: () => createGunzip({ chunkSize: window }) },
  deflate: { whole: inflate, stream: () => createInflate({ chunkSize: window }) },
};

/** Unpacks a whole body of at most `limit` bytes, off the main thread. Rejects with Node's errors; `ERR_BUFFER_TOO_LARGE` beyond the limit. */
export function unpack(bytes: Uint8Array, coding: ReadCoding, limit: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    // Node refuses a limit of 0.
    readers[coding].whole(bytes, { maxOutputLength: Math.max(1, limit) }, (error, result) => (error === null ? resolve(result) : reject(error)));
  });
}

/** Unpacks a body as it comes; whoever reads it counts. */
export function unpacker(coding: ReadCoding): Transform {
  return readers[coding].stream() as Transform;
}
