import { isUtf8 } from 'node:buffer';
import type { WebhookAdministration, WebhookDelivery, WebhookDeliveryShown, WebhookEndpoint, WebhookFilter, WebhookTest } from '../../driver/webhook.ts';
import type { MethodHost } from '../../driver/method.ts';
import { randomHex } from '../../kernel/trace.ts';
import type { Door } from './door.ts';
import { webhookErrors } from './errors.ts';
import { GatheredEffects } from '../delivery/unit.ts';
import { addMessages } from './outgoing.ts';
import type { Arrival } from './provider.ts';
import { deliveryId, groupOf, newGroup } from './record.ts';
import type { StoredDelivery } from './record.ts';
import type { DeliveryRecords } from './records.ts';

const mostListed = 1_000;

/** What a person can do with the webhooks of an app. */
export class Webhooks implements WebhookAdministration {
  readonly endpoints: readonly WebhookEndpoint[];
  readonly #doors: ReadonlyMap<string, Door>;
  readonly #records: DeliveryRecords;
  readonly #host: MethodHost;

  constructor(doors: ReadonlyMap<string, Door>, records: DeliveryRecords, host: MethodHost) {
    this.#doors = doors;
    this.#records = records;
    this.#host = host;
    this.endpoints = Array.from(doors.values(), ({ parts: { provider, values, ways } }) => ({
      path: values.path, provider: provider.name, samples: provider.sign === undefined ? [] : Object.keys(provider.samples),
      links: ways.map(({ link, plan, values: { events } }) => ({ name: link, queue: plan.name, events })),
    }));
  }

  async list({ endpoint, verdict, type, limit, after }: WebhookFilter): Promise<{ readonly items: readonly WebhookDelivery[]; readonly next: string | undefined }> {
    const { found, next } = await this.#records.list((facts) =>
      (endpoint === undefined || facts.endpoint === endpoint || facts.provider === endpoint) && (verdict === undefined || facts.verdict === verdict) && (type === undefined || facts.type === type),
    Math.min(limit, mostListed), after);
    return { items: await Promise.all(found.map((each) => this.#view(each))), next };
  }

  async show(id: string): Promise<WebhookDeliveryShown> {
    const stored = await this.#get(id);
    const { facts: { method, url, headers, size }, body } = stored;
    const encoding = isUtf8(body) ? 'utf-8' : 'base64';
    return { ...(await this.#view(stored)), method, url, headers, body: body.toString(encoding), encoding, cut: body.length < size };
  }

  async replay(id: string): Promise<readonly string[]> {
    const stored = await this.#get(id);
    const { facts, body } = stored;
    const door = this.#doors.get(facts.endpoint);
    const refused = (what: string) => webhookErrors.WEBHOOK_NOT_REPLAYABLE({ what });
    if (door === undefined) throw refused(`The app has no endpoint ${facts.endpoint} any more.`);
    if (facts.verdict === 'repeated') throw webhookErrors.WEBHOOK_NOT_REPLAYABLE({ what: `${id} repeats another delivery, and only that one has a body.`, fix: 'Replay the one that was accepted; both have the same id of the provider.' });
    if (body.length < facts.size) throw refused(`Of the body of ${id} only the start is kept.`);
    const arrival = arrivalOf(stored);
    if (facts.verdict === 'refused') await this.#verifiedAgain(door, arrival, id);
    const reading = door.read(arrival);
    const ways = door.waysOf(reading.type);
    if (ways.length === 0) throw refused(`No link takes deliveries of the type ${JSON.stringify(reading.type ?? '')}.`);
    const receivedAt = this.#host.clock.now();
    const queues = ways.map(({ plan }) => plan.name);
    const { record, state } = this.#recorded(door, stored, queues, reading.id);
    const gathered = new GatheredEffects();
    gathered.add(this.#host.stateEngine, { state });
    // Another id, so that nothing on the way takes it for the one that was handled; and no time, so that it is not late.
    addMessages(gathered, ways, { record, id: `${reading.id ?? id}~${randomHex(4)}`, source: door.source, receivedAt, reading: { ...reading, time: undefined }, body, traceparent: undefined });
    await this.#host.commit(gathered.effects);
    return queues;
  }

  /** It waits once more. What was refused is accepted from now on, under an id of its own. */
  #recorded(door: Door, { id, facts, body }: StoredDelivery, queues: readonly string[], deliveryIdGiven: string | undefined) {
    const now = this.#host.clock.now();
    const until = now + door.parts.values.keep;
    const waiting = (record: string) => queues.map((queue) => this.#records.putOutcome(record, queue, { state: 'waiting', at: undefined, attempts: 0, error: undefined }, until));
    if (facts.verdict === 'accepted') return { record: id, state: waiting(id) };
    const group = newGroup(now);
    const changed = { ...facts, verdict: 'accepted' as const, refusal: undefined, queues, deliveryId: deliveryIdGiven };
    const record = deliveryId(group, 0);
    return { record, state: [this.#records.put(group, [{ facts: changed, body }], until), this.#records.forgetOther(groupOf(id)), ...waiting(record)] };
  }

  async #verifiedAgain(door: Door, arrival: Arrival, id: string): Promise<void> {
    try {
      await door.verify(arrival, undefined, 0);
    } catch (error) {
      throw webhookErrors.WEBHOOK_NOT_REPLAYABLE({ what: `${id} is still not verified: ${error instanceof Error ? error.message : String(error)}`, cause: error });
    }
  }

  test(endpoint: string, { type, data, url }: Parameters<WebhookAdministration['test']>[1]): WebhookTest {
    const { parts: { provider, values, host, secrets: [secret = ''] } } = this.#door(endpoint);
    const kinds = Object.keys(provider.samples);
    const kind = type ?? kinds[0] ?? '';
    if (provider.sign === undefined) throw webhookErrors.WEBHOOK_SAMPLE_UNKNOWN({ what: `Only ${provider.name} itself can sign for ${provider.name}.`, fix: 'Have it send a test delivery.' });
    const make = Object.hasOwn(provider.samples, kind) ? provider.samples[kind] : undefined;
    if (make === undefined && data === undefined) throw webhookErrors.WEBHOOK_SAMPLE_UNKNOWN({ what: `There is no sample ${JSON.stringify(kind.slice(0, 100))} of ${provider.name}; there are ${kinds.join(', ')}.` });
    const now = host.clock.now();
    const sample = provider.sample(kind, data ?? make?.(now), now);
    const target = `${url}${values.path}`;
    const signed = provider.sign(sample, values.url === undefined ? target : `${values.url}${values.path}`, secret, now);
    return { method: 'POST', url: target, headers: { ...sample.headers, ...signed }, body: Buffer.from(sample.body).toString('utf8') };
  }

  /** By its path, or by its provider where only one endpoint is of it. */
  #door(name: string): Door {
    const exact = this.#doors.get(name);
    const [only, ...others] = exact === undefined ? Array.from(this.#doors.values()).filter(({ parts }) => parts.provider.name === name) : [exact];
    if (only !== undefined && others.length === 0) return only;
    const paths = Array.from(this.#doors.keys()).join(', ');
    throw webhookErrors.WEBHOOK_UNKNOWN(only === undefined ? `The app has no webhook ${JSON.stringify(name.slice(0, 100))}; it has ${paths === '' ? 'none' : paths}.` : `Several endpoints are of ${name}: ${paths}.`);
  }

  async #get(id: string): Promise<StoredDelivery> {
    const stored = /^[0-9a-z]{1,40}$/.test(id) ? await this.#records.get(id) : undefined;
    if (stored === undefined) throw webhookErrors.WEBHOOK_DELIVERY_UNKNOWN(`There is no delivery ${JSON.stringify(id.slice(0, 100))}.`);
    return stored;
  }

  async #view(stored: StoredDelivery): Promise<WebhookDelivery> {
    const { id, facts: { endpoint, provider, deliveryId, type, key, receivedAt, from, size, verdict, refusal } } = stored;
    return { id, endpoint, provider, deliveryId, type, key, receivedAt, from, size, verdict, refusal, outcomes: await this.#records.outcomesOf(stored) };
  }
}

function arrivalOf({ facts: { method, url, headers }, body }: StoredDelivery): Arrival {
  const start = url.indexOf('?');
  return { method, headers, body, url, query: start === -1 ? '' : url.slice(start + 1) };
}
