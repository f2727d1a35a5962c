import assert from 'node:assert/strict';
import { test } from 'node:test';
import { webhook } from 'isthmus/webhook';
import { websocket } from 'isthmus/websocket';
import { methodWords } from '../../src/cli/describe/words.ts';
import type { Method } from '../../src/driver/method.ts';
import type { MapLink } from '../../src/kernel/map.ts';

const linkBy = ({ name, options }: Method): MapLink => ({ name: 'x', from: 'a', to: ['b'], contract: 'c@1', method: name, options, needs: {}, policies: {}, accepted: {} });

test('of webhooks and sockets too, what is left at its default is not shown', () => {
  assert.equal(methodWords(linkBy(webhook('stripe', { path: '/hooks/stripe', secrets: ['whsec_x'] }))), 'webhook (provider stripe, path /hooks/stripe)');
  assert.equal(methodWords(linkBy(websocket({ path: '/live' }))), 'websocket (path /live)');
});
