import type { Authenticate } from '../../driver/endpoint.ts';
import type { Method } from '../../driver/method.ts';
import type { RestOptions } from './options.ts';

/** What REST keeps with the data of its options. */
export interface RestMethod extends Method<'operation', 'unary' | 'input-stream' | 'output-stream'> {
  readonly rest: RestOptions;
  readonly authenticate: Authenticate | undefined;
}
