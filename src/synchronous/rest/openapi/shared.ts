const text = (description: string) => ({ type: 'string', description });
const time = { type: 'string', format: 'date-time' };

/** Schemas that all documents share. */
export const sharedSchemas = {
  Problem: {
    type: 'object',
    description: 'A problem document (RFC 9457).',
    properties: {
      type: { type: 'string', format: 'uri', description: 'Permanent name of the error.' },
      title: text('The error in a few words.'),
      status: { type: 'integer', minimum: 400, maximum: 599 },
      detail: text('What happened in this case.'),
      code: text('Permanent code of the error.'),
      fix: text('What to do about it.'),
      issues: {
        type: 'array',
        description: 'Each place that does not fit.',
        items: {
          type: 'object',
          properties: { pointer: text('JSON Pointer (RFC 6901).'), message: text('What is wrong there.'), in: { enum: ['path', 'query', 'header', 'body'] } },
          required: ['pointer', 'message'],
        },
      },
      trace: text('Trace id, by which the log is found.'),
    },
    required: ['type', 'title', 'status', 'detail', 'code'],
  },
  Job: {
    type: 'object',
    description: 'A piece of work that answers later.',
    properties: {
      id: { type: 'string' },
      operation: { type: 'string' },
      state: { enum: ['queued', 'running', 'succeeded', 'failed', 'cancelled'] },
      progress: { type: 'number', minimum: 0, maximum: 1 },
      note: { type: 'string' },
      attempts: { type: 'integer' },
      submittedAt: time,
      startedAt: time,
      finishedAt: time,
      location: { type: 'string', format: 'uri-reference' },
      output: { description: 'What the operation answered, once it succeeded.' },
      problem: { $ref: '#/components/schemas/Problem' },
    },
    required: ['id', 'operation', 'state', 'progress', 'location'],
  },
} as const;

/** The header `retry-after`. */
export const retryAfter = { description: 'Seconds after which to look again.', schema: { type: 'integer' } };
const jobContent = { 'application/json': { schema: { $ref: '#/components/schemas/Job' } } };

/** Responses that all documents share. */
export const sharedResponses = {
  Problem: { description: 'Anything else that went wrong.', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
} as const;

/** The answer that a job began; in place, since generators of clients do not follow references of successes. */
export const acceptedResponse = {
  description: 'Handed over as a job; `location` says where to look.',
  headers: { location: { description: 'Address of the job.', schema: { type: 'string' } }, 'retry-after': retryAfter },
  content: jobContent,
  links: {
    job: { operationId: 'jobs.get', parameters: { id: '$response.body#/id' }, description: 'State, progress and result.' },
    cancel: { operationId: 'jobs.cancel', parameters: { id: '$response.body#/id' }, description: 'Cancels the job.' },
  },
} as const;

const jobParameter = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };
const problem = (description: string) => ({ description, content: sharedResponses.Problem.content });

/** The routes of jobs. */
export const jobPaths = {
  '/jobs/{id}': {
    get: {
      operationId: 'jobs.get', summary: 'State, progress and result of a job', tags: ['jobs'], parameters: [jobParameter],
      responses: { 200: { description: 'The job.', headers: { 'retry-after': retryAfter }, content: jobContent }, 404: problem('There is no such job.'), 410: problem('Its result is kept no longer.'), default: { $ref: '#/components/responses/Problem' } },
    },
    delete: {
      operationId: 'jobs.cancel', summary: 'Cancel a job', tags: ['jobs'], parameters: [jobParameter],
      responses: { 200: { description: 'The job, cancelled or about to be.', content: jobContent }, 404: problem('There is no such job.'), 409: problem('It is finished already.'), default: { $ref: '#/components/responses/Problem' } },
    },
  },
} as const;
