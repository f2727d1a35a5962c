import { isStreaming } from '../kernel/contract.ts';
import type { InputOf, Operation, OutputOf } from '../kernel/contract.ts';
import { IsthmusError } from '../kernel/error.ts';
import type { ErrorCategory } from '../kernel/error.ts';
import type { CallOptions, JobReference, SubmitOptions } from '../kernel/handler.ts';
import type { JobPort, JobView } from '../driver/method.ts';
import { clientErrors } from './errors.ts';
import type { BoundTransport, ClientCall, JobProgress, Transport } from './transport.ts';

/** What can call an operation in this process: an app, or a handler's context. */
export interface InProcessApp {
  call<C extends Operation>(contract: C, input: InputOf<C>, options?: CallOptions & { readonly traceparent?: string; readonly tracestate?: string }): Promise<OutputOf<C>>;
  submit?<C extends Operation>(contract: C, input: InputOf<C>, options?: SubmitOptions): Promise<JobReference>;
  jobs?(): Promise<JobPort | undefined>;
}

/** Reaches operations of an app in the same process, without a wire: the input and the output are checked, nothing is copied. */
export function inProcess(app: InProcessApp): Transport {
  return { name: 'in-process', bind: (contract) => bound(app, contract) };
}

function bound(app: InProcessApp, contract: Operation): BoundTransport {
  const call = (input: unknown, given: ClientCall) => app.call(contract, input as InputOf<Operation>, optionsOf(given));
  const { submit, jobs } = app;
  if (submit === undefined || jobs === undefined || isStreaming(contract.output)) return { call };
  return {
    call,
    submit: (input, { idempotencyKey }) => submit.call(app, contract, input as InputOf<Operation>, idempotencyKey === undefined ? {} : { idempotencyKey }),
    progress: async ({ id }) => {
      const port = await jobs.call(app);
      if (port === undefined) throw clientErrors.CLIENT_INVALID(`The app has no link that serves "${contract.name}" as a job.`);
      return progressOf(await port.get(id));
    },
  };
}

function optionsOf({ signal, deadline, idempotencyKey, traceparent, tracestate }: ClientCall): CallOptions & { readonly traceparent?: string } {
  return {
    ...(signal === undefined ? {} : { signal }),
    ...(deadline === undefined ? {} : { deadline: Math.max(1, deadline - Date.now()) }),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ...(traceparent === undefined ? {} : { traceparent, ...(tracestate === undefined ? {} : { tracestate }) }),
  };
}

function progressOf({ state, progress, note, output, error, retryAfter }: JobView): JobProgress {
  const failure = error === undefined ? undefined : new IsthmusError(error.code, { category: error.category as ErrorCategory, why: error.why, fix: error.fix }, { what: error.what });
  return { state, progress, note, output, error: failure, retryAfter: Math.min(retryAfter, 100) };
}
