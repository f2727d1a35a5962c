import { parentPort, workerData } from 'node:worker_threads';
import { openWriter } from '../store/database.ts';
import { mark } from '../store/mark.ts';
import { migrate } from '../store/schema.ts';
import { failureOf } from './failure.ts';
import type { WriterGreeting, WriterOptions, WriterRequest, WriterResponse } from './protocol.ts';
import { Writer } from './writer.ts';

/** Entry of the writer's thread: opens the database, then answers requests in their order. */
function start(options: WriterOptions): void {
  const port = parentPort;
  if (port === null) throw new Error('The writer runs in a worker thread.');
  let writer: Writer;
  try {
    const database = openWriter(options.directory, options.durability);
    migrate(database);
    mark(options.directory);
    writer = new Writer(database);
    port.postMessage({ ready: writer.open() } satisfies WriterGreeting);
  } catch (error) {
    port.postMessage({ failure: failureOf(error, `opening ${options.directory}`) } satisfies WriterGreeting);
    return;
  }
  port.on('message', ({ id, request }: { id: number; request: WriterRequest }) => {
    const { response, transfer } = answer(writer, id, request);
    port.postMessage(response, transfer);
    if (request.kind === 'close') port.close();
    else writer.afterwards();
  });
}

function answer(writer: Writer, id: number, request: WriterRequest): { response: WriterResponse; transfer: ArrayBuffer[] } {
  try {
    return { response: { id, value: writer.handle(request) }, transfer: buffersOf(request) };
  } catch (error) {
    return { response: { id, failure: failureOf(error, doing[request.kind]) }, transfer: [] };
  }
}

const doing: Readonly<Record<WriterRequest['kind'], string>> = {
  commit: 'committing',
  declare: 'declaring a queue or stream',
  promote: 'delivering delayed messages',
  purge: 'purging a queue',
  maintain: 'removing what is kept no longer',
  close: 'closing the database',
};

/** The bytes of new batches go back: consumers at the head read them from memory. */
function buffersOf(request: WriterRequest): ArrayBuffer[] {
  return request.kind === 'commit' ? request.parts.flatMap((part) => part.appends.map(({ bytes }) => bytes.buffer)) : [];
}

start(workerData as WriterOptions);
