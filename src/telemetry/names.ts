/**
 * Every attribute that spans and metrics of Isthmus carry. All but those in `isthmus.` are from the semantic conventions of OpenTelemetry 1.45, and
 * a test holds them to the published list. `on`: `span`, `metric` or both.
 */
export const attributeNames = {
  'error.type': { on: 'both', description: 'The category or code of an error, the name of a class for others, or the HTTP status from 500 on.' },
  'http.request.method': { on: 'both', description: 'The method of the request.' },
  'http.route': { on: 'both', description: 'The route as declared: `/flights/{id}`.' },
  'http.response.status_code': { on: 'both', description: 'The status of the answer.' },
  'url.path': { on: 'span', description: 'The path as sent. Never the query, which may hold secrets.' },
  'url.scheme': { on: 'both', description: '`http` or `https`.' },
  'client.address': { on: 'span', description: 'The address of the peer.' },
  'user_agent.original': { on: 'span', description: 'What the client says that it is.' },
  'messaging.system.name': { on: 'both', description: '`isthmus` for engines inside of the app, else the kind of the engine.' },
  'messaging.destination.name': { on: 'both', description: 'The queue or stream.' },
  'messaging.operation.name': { on: 'both', description: '`send`, `create`, `process` or `settle`.' },
  'messaging.operation.type': { on: 'both', description: 'The same, as the conventions sort it.' },
  'messaging.consumer.group.name': { on: 'both', description: 'Streams: the receiving service.' },
  'messaging.destination.partition.id': { on: 'span', description: 'Streams: the partition.' },
  'messaging.message.id': { on: 'span', description: 'The id of the message.' },
  'messaging.message.body.size': { on: 'span', description: 'The size of the body, bytes.' },
  'messaging.batch.message_count': { on: 'span', description: 'How many messages a unit settles.' },
  'rpc.system.name': { on: 'both', description: '`isthmus`: a call between services of one app.' },
  'rpc.method': { on: 'both', description: 'The operation.' },
  'isthmus.link': { on: 'both', description: 'The link of the map.' },
  'isthmus.service': { on: 'both', description: 'The receiving service.' },
  'isthmus.state': { on: 'metric', description: 'Where a message of a queue is.' },
  'isthmus.attempt': { on: 'span', description: 'Which attempt it is, from 1.' },
} as const satisfies Readonly<Record<string, { readonly on: 'span' | 'metric' | 'both'; readonly description: string }>>;

export type AttributeName = keyof typeof attributeNames;
/** Attributes whose names are known. */
export type NamedAttributes = { readonly [Name in AttributeName]?: string | number | boolean };
