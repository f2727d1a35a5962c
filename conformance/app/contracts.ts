import { event } from '../../src/index.ts';
import type { Schema } from '../../src/index.ts';

/** What the scenarios say. */
export interface Said {
  readonly id: string;
  readonly key: string;
}

const json = { type: 'object', properties: { id: { type: 'string' }, key: { type: 'string' } }, required: ['id', 'key'] };

function isSaid(value: unknown): value is Said {
  const { id, key } = (value ?? {}) as { readonly id?: unknown; readonly key?: unknown };
  return typeof id === 'string' && typeof key === 'string';
}

/** A schema of our own, so that the suite brings no validator along. */
const data: Schema<Said> = {
  '~standard': {
    version: 1,
    vendor: 'isthmus-conformance',
    validate: (value) => (isSaid(value) ? { value } : { issues: [{ message: 'must have the texts id and key' }] }),
    jsonSchema: { input: () => ({ ...json }), output: () => ({ ...json }) },
  },
};

/** What is handled. */
export const said = event('conformance.said', { data, key: 'key' });
/** What handlers emit. */
export const heard = event('conformance.heard', { data, key: 'key' });
