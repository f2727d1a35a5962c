import { closeSync, fdatasyncSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Booking } from '../harness/payload.ts';
import { offerStream } from '../harness/stream-work.ts';

let path = '';
let file = -1;
const group = 100;
const waiting: { readonly message: Booking; readonly resolve: () => void }[] = [];

/** Lines of JSON, one write and one fdatasync a group: nothing that keeps its word can be simpler. */
function write(messages: readonly Booking[]): void {
  writeSync(file, messages.map((message) => `${JSON.stringify(message)}\n`).join(''));
  fdatasyncSync(file);
}

function writeWaiting(): void {
  const taken = waiting.splice(0, group);
  if (taken.length === 0) return;
  write(taken.map(({ message }) => message));
  for (const { resolve } of taken) resolve();
}

offerStream({
  async open(directory) {
    path = join(directory, 'log');
    file = openSync(path, 'a');
  },
  append(message) {
    return new Promise<void>((resolve) => {
      if (waiting.push({ message, resolve }) === 1) setImmediate(writeWaiting);
    });
  },
  async appendGroup(messages) {
    write(messages);
  },
  async reopen() {
    closeSync(file);
    file = openSync(path, 'r');
  },
  async read(count, handler) {
    const chunk = Buffer.allocUnsafe(1 << 20);
    let rest = '';
    for (let seen = 0; seen < count; ) {
      // Bookings are not all ASCII, but a line feed never stands inside of a character.
      const size = readSync(file, chunk);
      const end = chunk.subarray(0, size).lastIndexOf(10);
      const lines = (rest + chunk.toString('utf8', 0, end)).split('\n');
      rest = chunk.toString('utf8', end + 1, size);
      for (const line of lines) handler(JSON.parse(line) as Booking);
      seen += lines.length;
    }
  },
  async close() {
    closeSync(file);
  },
});
