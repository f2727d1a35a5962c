import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startDepartures } from './departures-process.ts';

interface Answer {
  readonly data: { readonly airport: { readonly name: string; readonly departures: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string; readonly delay: number; readonly destination: { readonly name: string } } }>; readonly pageInfo: { readonly endCursor: string } } } };
}

test('the airport page: an airport, its departures in pages, and where they go', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'isthmus-graphql-'));
  const app = await startDepartures({ SPEED: '1', ISTHMUS_DIRECTORY: directory });
  t.after(() => {
    app.child.kill('SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  });
  const query = 'query Page($iata: ID!, $after: String) { airport(iata: $iata) { name departures(first: 10, after: $after) { edges { node { id delay destination { name } } } pageInfo { endCursor } } } }';
  const ask = async (after?: string): Promise<Answer['data']['airport']> => {
    const response = await fetch(`${app.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query, variables: { iata: 'ORD', after } }) });
    const answer = (await response.json()) as Answer;
    assert.ok(!('errors' in answer), JSON.stringify(answer));
    return answer.data.airport;
  };
  const first = await ask();
  assert.match(first.name, /Chicago/);
  assert.equal(first.departures.edges.length, 10);
  assert.ok(first.departures.edges.every(({ node }) => node.id.includes('-ORD-') && node.destination.name.length > 3));
  const second = await ask(first.departures.pageInfo.endCursor);
  assert.ok(second.departures.edges.every(({ node }) => !first.departures.edges.some((edge) => edge.node.id === node.id)));
});
