import { handle, service } from 'isthmus';
import { confirmRemark, postRemark, remarked, showAsset, showClient, showPage } from '../contracts/board.ts';
import type { BrowserClient } from '../data/page.ts';

const alarming = /cancel|evacuat|emergency/i;
const types = { 'board.js': 'text/javascript', 'board.css': 'text/css' } as const;

/** The people at the gates, and the page they look at. */
export function gates(client: BrowserClient) {
  return service('gates', [
    handle(postRemark, async (remark, { call, emit, connection }) => {
      const { meant } = connection !== undefined && alarming.test(remark.text)
        ? await call(confirmRemark, { text: remark.text, why: 'It would alarm people.' }, { to: connection, deadline: '30s' })
        : { meant: true };
      if (meant) await emit(remarked, remark);
      return { posted: meant };
    }),
    handle(showPage, () => ({ file: 'board.html', mediaType: 'text/html; charset=utf-8' })),
    handle(showAsset, ({ name }) => ({ file: name, mediaType: types[name] })),
    handle(showClient, () => client.file()),
  ], { description: 'The people at the gates, and the page they look at' });
}
