import { flag, text } from '../../../kernel/option-kinds.ts';
import { required } from '../../../kernel/options.ts';
import type { WebhookTest } from '../../../driver/webhook.ts';
import { command } from '../../command.ts';
import { exitCodes } from '../../exit-code.ts';
import { clean } from '../../output/style.ts';
import { say, sayJson } from '../../output/text.ts';
import { givenData } from '../../running/edit.ts';
import { findRunning } from '../../running/find-running.ts';
import { span } from '../../running/format.ts';
import { appField } from '../../running/options.ts';
import { runningErrors } from '../../running/errors.ts';

const patience = 30_000;

export default command({
  description: 'Plays the sender: signs a sample as the provider would, with a secret of the running app, and sends it there. No account is needed.',
  positionals: { endpoint: required(text({ description: 'The endpoint: its path or its provider.' })), type: text({ description: 'The type of the sample; default: the first one of the provider.' }) },
  options: {
    ...appField,
    data: text({ description: 'The payload as JSON, in place of the sample\'s; @FILE reads a file, - reads standard input.', maxLength: 16_777_216 }),
    forge: flag({ description: 'Change the body after it was signed, to see it refused.', fallback: false }),
  },
  examples: [
    { line: 'isthmus webhook test stripe', about: 'A payment that succeeded.' },
    { line: 'isthmus webhook test github release.published', about: 'Another type.' },
    { line: 'isthmus webhook test stripe --forge', about: 'A forged one: it must be refused.' },
  ],
  async run({ app, endpoint, type, data, forge }, io) {
    const api = await findRunning(io, app);
    const payload = data === undefined ? {} : { data: await givenData(io, data) };
    const sample = await api.ask<WebhookTest>('/webhooks/test', { method: 'POST', body: { endpoint, ...(type === undefined ? {} : { type }), ...payload } });
    const began = performance.now();
    const { status, text: answer } = await sent(sample, forge);
    const took = performance.now() - began;
    if (io.json) sayJson(io, { url: sample.url, headers: sample.headers, body: sample.body, status, answer, milliseconds: Math.round(took) });
    else say(io, `${sample.url} answered ${status} after ${span(took) ?? ''}${answer === '' ? '' : `: ${clean(answer)}`}\nSee: isthmus webhook list`);
    return status >= 200 && status < 300 ? exitCodes.fine : exitCodes.negative;
  },
});

async function sent({ url, method, headers, body }: WebhookTest, forge: boolean): Promise<{ readonly status: number; readonly text: string }> {
  try {
    const answer = await fetch(url, { method, headers, body: forge ? forged(body) : body, redirect: 'error', signal: AbortSignal.timeout(patience) });
    return { status: answer.status, text: await answer.text() };
  } catch (error) {
    throw runningErrors.APP_UNREACHABLE({ what: `${url} does not answer.`, cause: error });
  }
}

/** Another digit or letter somewhere, so that it can still be read. */
const forged = (body: string): string => body.replace(/[0-9a-z](?=[^0-9a-z]*$)/i, (found) => (found === '1' ? '2' : '1'));
