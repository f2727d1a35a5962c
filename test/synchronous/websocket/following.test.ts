import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Following } from '../../../src/synchronous/websocket/client/subscription.ts';

const event = (partition: number, offset: number) => ({ type: 'event', event: 'e', at: [partition, offset], data: { offset }, id: offset, time: 1 });

/** A subscription whose server is played: `asked` holds what it asked for, `answer` answers the last one. */
function played(options: ConstructorParameters<typeof Following>[1] = {}) {
  const seen: string[] = [];
  const asked: object[] = [];
  let answer: (output: unknown) => void = () => assert.fail('nothing was asked');
  let refuse: (error: Error) => void = () => assert.fail('nothing was asked');
  const following = new Following('e', options, ({ partition, offset }) => void seen.push(`${partition}/${offset}`));
  const begin = (): void => following.begin((frame, resolve, reject) => {
    asked.push(frame);
    answer = resolve;
    refuse = reject;
  });
  return { following, seen, asked, begin, answer: (output: unknown) => answer(output), refuse: (error: Error) => refuse(error) };
}

test('events in one read with the answer count from the place that it names, in every partition', () => {
  const { following, seen, asked, begin, answer } = played();
  begin();
  answer({ next: [4, 5, 6], gap: false });
  following.take(event(1, 5));
  assert.deepEqual([seen, following.next], [['1/5'], [4, 6, 6]]);
  begin();
  assert.deepEqual(asked.at(-1), { type: 'subscribe', event: 'e', next: [4, 6, 6] });
  answer({ next: [4, 6, 6], gap: false });
  for (const offset of [5, 6]) following.take(event(1, offset));
  assert.deepEqual([seen, following.next], [['1/5', '1/6'], [4, 7, 6]]);
});

test('after a gap it goes on at the place that the server names, with the first event too', () => {
  let gaps = 0;
  const { following, seen, begin, answer } = played({ next: [90, 90], onGap: () => void (gaps += 1) });
  begin();
  answer({ next: [0, 0], gap: true });
  following.take(event(0, 0));
  assert.deepEqual([seen, following.next, gaps], [['0/0'], [1, 0], 1]);
});

test('events of the subscription that it takes the place of are not its own', () => {
  const { following, seen, begin, answer } = played({ next: [5] });
  begin();
  following.take(event(0, 10));
  answer({ next: [5], gap: false });
  for (const offset of [5, 6]) following.take(event(0, offset));
  assert.deepEqual([seen, following.next], [['0/5', '0/6'], [7]]);
});

test('a lost connection is no error, a refusal is', () => {
  const errors: string[] = [];
  const { begin, refuse } = played({ onError: ({ message }) => void errors.push(message) });
  begin();
  refuse(Object.assign(new Error('lost'), { code: 'CONNECTION_LOST' }));
  begin();
  refuse(new Error('no such event'));
  assert.deepEqual(errors, ['no such event']);
});
