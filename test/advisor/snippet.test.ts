import assert from 'node:assert/strict';
import { test } from 'node:test';
import { event, handle, integration, link, operation, party, service, silentLog } from 'isthmus';
import type { LinkDeclaration } from 'isthmus';
import { advise, readNeeds } from 'isthmus/advisor';
import { graphql } from 'isthmus/graphql';
import { job } from 'isthmus/job';
import { memory } from 'isthmus/memory';
import { queue } from 'isthmus/queue';
import { rest } from 'isthmus/rest';
import { stream } from 'isthmus/stream';
import { webhook } from 'isthmus/webhook';
import { websocket } from 'isthmus/websocket';
import { z } from 'zod';
import { situations } from './situations.ts';

const somethingHappened = event('it.happened', { data: z.object({ id: z.string() }), key: 'id' });
const given = { rest, graphql, queue, stream, job, webhook, websocket, sender: 'web', receiver: 'here', first: 'here', second: 'there', somethingHappened };
/** How each way that is carried appears on the map. */
const methods = new Map([['rest', 'rest'], ['graphql', 'graphql'], ['gateway', 'rest'], ['webhook', 'webhook'], ['websocket', 'websocket'], ['sse', 'rest'], ['job', 'rest'], ['queue', 'queue'], ['stream', 'stream'], ['publish-subscribe', 'stream']]);

/** The links that pasted code declares: it is run as a module, with its names handed in. */
async function pasted(code: string, names: Readonly<Record<string, unknown>>): Promise<LinkDeclaration[]> {
  const text = `export default ({ ${Object.keys(names).join(', ')} }) => [${code.replaceAll('/…', '/x')}];`;
  const module = (await import(`data:text/javascript,${encodeURIComponent(text)}`)) as { readonly default: (handed: object) => LinkDeclaration[] };
  return module.default(names);
}

test('the code to paste builds an app, for every way that is carried', async () => {
  const seen = new Set<string>();
  for (const { needs, situation } of situations) {
    const { code = '', ranking: [first] } = advise({ needs: readNeeds(needs) });
    assert.ok(first !== undefined && code.length > 0 && !code.includes('undefined'), situation);
    if (!code.includes('link({')) continue;
    seen.add(first.choice);
    const doSomething = operation('do.it', { input: z.object({}), output: z.object({}), effect: code.includes("'GET'") ? 'read' : 'write' });
    const links = await pasted(code, { ...given, doSomething, link: (declared: unknown) => declared });
    if (first.choice === 'job') links.push(link({ from: 'web', to: 'here', contract: doSomething, via: job() }));
    const services = ['here', 'there'].map((name) => service(name, [handle(doSomething, () => ({})), handle(somethingHappened, () => {})]));
    const { map } = integration({ name: 'pasted', engine: memory(), services, parties: [party('web', { kind: 'browser' })], links, http: false, log: silentLog });
    assert.equal(map.links[0]?.method, methods.get(first.choice), situation);
  }
  assert.deepEqual([...seen].sort(), [...methods.keys()].sort());
});
