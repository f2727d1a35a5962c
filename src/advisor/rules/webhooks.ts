import { formatDuration } from '../../kernel/units.ts';
import type { Case, LinkRule } from '../rule.ts';
import { isMessaging, isSynchronous } from '../terms.ts';

/** A partner calls us. */
const isPushed = (one: Case) => one.facts.startedBy === 'third-party' && one.facts.partnerPushes === true;
const workLater = 'Verify, emit to a queue, answer 2xx, and work from the queue.';

/** It is answered before it is handled. */
const answersFirst = (one: Case): boolean => isMessaging(one) || one.link.method === 'webhook';

/** Who sends the webhook, and how long it waits: named in needs.edges, or the sending party itself. */
function senderOf({ facts, from, limits }: Case): { readonly name: string; readonly timeout: number } | undefined {
  for (const name of [...(facts.edges ?? []), ...(from === undefined ? [] : [from.name])]) {
    const limit = limits[name];
    if (limit?.group === 'webhook' && limit.timeout !== undefined) return { name, timeout: limit.timeout };
  }
  return undefined;
}

/** Webhooks: what a partner sends us. */
export const webhookRules: readonly LinkRule[] = [
  {
    id: 'L15', severity: 'warning', title: 'The sender of the webhook gives up', recommends: ['webhook'], sources: ['GH'],
    when: (one) => {
      const { processing, startedBy } = one.facts;
      const sender = senderOf(one);
      if (answersFirst(one) || startedBy !== 'third-party' || processing === undefined || sender === undefined || processing <= 0.5 * sender.timeout) return undefined;
      return { why: `It is answered after ${formatDuration(processing)}, and ${sender.name} waits ${formatDuration(sender.timeout)}.`, change: `Answer first. ${workLater}`, severity: processing > sender.timeout ? 'error' : 'warning' };
    },
  },
  {
    id: 'L16', severity: 'warning', title: 'Work is done before a webhook is answered', recommends: ['webhook'], sources: ['GH'],
    when: (one) => {
      const { writesDatabase, sequentialCalls = 0, parallelCalls = 0 } = one.facts;
      const calls = sequentialCalls + parallelCalls;
      if (!isSynchronous(one) || !isPushed(one) || (writesDatabase !== true && calls === 0)) return undefined;
      return { why: `The partner waits while the handler ${writesDatabase === true ? 'writes to its database' : `makes ${calls} calls`}, and repeats when it is slow.`, change: workLater };
    },
  },
  {
    id: 'L17', severity: 'error', title: 'Anyone can send this webhook', recommends: [], sources: ['STDW', 'GH'],
    when: (one) => {
      const unsigned = one.measured?.unsigned ?? 0;
      if (answersFirst(one) || !isPushed(one) || (one.facts.verifiesSignature !== false && unsigned === 0)) return undefined;
      return { why: unsigned > 0 ? `${unsigned} deliveries without a good signature were accepted.` : 'Deliveries are accepted without looking at their signature.', change: 'Compare the HMAC of the raw body and its timestamp in `authenticate`, and refuse what does not fit.' };
    },
  },
  {
    id: 'L18', severity: 'error', title: 'A repeated delivery is done twice', recommends: [], sources: ['STDW', 'GH'],
    when: (one) => {
      const { contract, link } = one;
      const repeated = one.measured?.duplicateEffects ?? 0;
      const recognised = contract?.idempotent === true || link.policies.idempotency !== undefined;
      const declared = isSynchronous(one) && isPushed(one) && contract?.effect === 'write' && !recognised;
      if (!declared && repeated === 0) return undefined;
      return { why: repeated > 0 ? `${repeated} repeats had their effect a second time.` : 'Senders of webhooks repeat deliveries as a rule, and nothing here recognises a repeat.', change: 'Add policies: { idempotency: {} } with the id of the delivery as the key.' };
    },
  },
];
