import { integration, link, party } from 'isthmus';
import { client, inProcess } from 'isthmus/client';
import { memory } from 'isthmus/memory';
import { rest } from 'isthmus/rest';
import { flights, getFlight, measureCalls } from '../harness/client-work.ts';
import type { ClientTask } from '../harness/client-work.ts';
import { offer } from '../harness/contestant.ts';

offer({
  async measure(task: ClientTask) {
    const app = await integration({
      name: 'bench', engine: memory(), services: [flights], parties: [party('web', { kind: 'browser' })], http: { port: 0 },
      links: [link({ from: 'web', to: flights, contract: getFlight, via: rest({ method: 'GET', path: '/flights/{id}' }) })],
    }).start();
    try {
      return await measureCalls(task, client(getFlight, { via: inProcess(app) }));
    } finally {
      await app.stop();
    }
  },
});
