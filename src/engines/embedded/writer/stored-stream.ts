import type { StreamDeclaration } from '../../../driver/stream.ts';

/** A stream and its id. */
export interface StoredStream {
  readonly id: number;
  readonly declaration: StreamDeclaration;
}
