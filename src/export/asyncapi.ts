import type { IntegrationMap, MapContract, MapLink } from '../kernel/map.ts';
import type { Json } from '../kernel/schema.ts';
import { Components } from '../synchronous/rest/openapi/components.ts';

/** An AsyncAPI 3.0 document (https://www.asyncapi.com/docs/reference/specification/v3.0.0). */
export interface AsyncApiDocument {
  readonly asyncapi: '3.0.0';
  readonly info: { readonly title: string; readonly version: string };
  readonly defaultContentType: 'application/json';
  readonly channels: Readonly<Record<string, object>>;
  readonly operations: Readonly<Record<string, object>>;
  readonly components: { readonly messages: Readonly<Record<string, object>>; readonly schemas: Readonly<Record<string, unknown>> };
}

/** Where the messages of a link are found, by its method. A method that is not here carries no messages. */
const addresses: Readonly<Record<string, (link: MapLink, contract: MapContract) => Json>> = {
  queue: ({ options, to }, { name }) => options['name'] ?? `${to[0]}.${name}`,
  stream: ({ options }, { name }) => options['name'] ?? name,
  webhook: ({ options }) => options['path'] ?? null,
  websocket: ({ options }) => options['path'] ?? '/live',
};

interface Carried {
  readonly link: MapLink;
  readonly contract: MapContract;
  readonly channel: string;
  readonly address: string;
}

const safe = (text: string): string => text.replaceAll(/[^A-Za-z0-9._-]/g, '_');
const messageName = ({ name, version }: MapContract): string => (version === 1 ? name : `${name}.v${version}`);

/** The AsyncAPI document of every event that queues, streams, webhooks and sockets carry. */
export function exportAsyncApi(map: Pick<IntegrationMap, 'name' | 'contracts' | 'links' | 'parties'>): AsyncApiDocument {
  const carried = carriedOf(map);
  const components = new Components();
  const contracts = [...new Map(carried.map(({ contract }) => [messageName(contract), contract])).values()];
  const messages = Object.fromEntries(contracts.map((contract) => [messageName(contract), messageOf(contract, components)]));
  return {
    asyncapi: '3.0.0',
    info: { title: map.name, version: String(Math.max(1, ...contracts.map(({ version }) => version))) },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(Array.from(Map.groupBy(carried, ({ channel }) => channel), ([channel, all]) => [channel, channelOf(all)])),
    operations: Object.fromEntries(carried.flatMap((each) => operationsOf(each, new Set(map.parties.filter(({ kind }) => kind === 'service').map(({ name }) => name))))),
    components: { messages, schemas: components.schemas },
  };
}

function carriedOf({ contracts, links }: Pick<IntegrationMap, 'contracts' | 'links'>): readonly Carried[] {
  return links.flatMap((link) => {
    const contract = contracts.find((each) => `${each.name}@${each.version}` === link.contract);
    const address = contract?.kind !== 'event' ? undefined : addresses[link.method]?.(link, contract);
    return contract === undefined || typeof address !== 'string' ? [] : [{ link, contract, address, channel: safe(`${link.method}.${address}`) }];
  });
}

function channelOf(all: readonly Carried[]): object {
  const [first] = all as readonly [Carried];
  const names = new Set(all.map(({ contract }) => messageName(contract)));
  return {
    address: first.address,
    title: `${first.link.method} ${first.address}`,
    ...(first.link.engine === undefined ? {} : { description: `Carried by the engine "${first.link.engine}".` }),
    messages: Object.fromEntries([...names].map((name) => [name, { $ref: `#/components/messages/${name}` }])),
  };
}

/** What the app does with it: its services send, receive, or both. */
function operationsOf({ link, contract, channel }: Carried, services: ReadonlySet<string>): ReadonlyArray<readonly [string, object]> {
  const operation = (action: 'send' | 'receive', party: string) => [safe(`${party}.${action}.${link.name}`), {
    action, channel: { $ref: `#/channels/${channel}` }, title: `${party} ${action}s ${contract.name}`,
    ...(contract.summary === '' ? {} : { summary: contract.summary }),
    messages: [{ $ref: `#/channels/${channel}/messages/${messageName(contract)}` }],
  }] as const;
  return [...(services.has(link.from) ? [operation('send', link.from)] : []), ...link.to.filter((each) => services.has(each)).map((each) => operation('receive', each))];
}

function messageOf(contract: MapContract, components: Components): object {
  const { name, summary, key } = contract;
  return {
    name, title: summary === '' ? name : summary, contentType: 'application/json',
    ...(key === undefined ? {} : { description: `Messages with the same "${String(key)}" keep their order.` }),
    payload: components.add(`${messageName(contract)}.data`, contract.schemas['data'] ?? {}),
  };
}
