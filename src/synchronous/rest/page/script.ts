/**
 * The script of the page of operations. It reads `openapi.json` next to the page and builds everything from text
 * nodes, so that nothing in a contract can become markup.
 */
export const pageScript = String.raw`
'use strict';
const make = (tag, attributes, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== undefined && child !== null));
  return element;
};
const place = (id) => document.getElementById(id);
/* Only backticks of descriptions are read, as code. */
const words = (text) => make('span', { class: 'text' }, ...String(text).split('` + '`' + String.raw`').map((part, index) => (index % 2 ? make('code', {}, part) : part)));

let api;
const credentials = {};
const follow = (value, depth = 0) => {
  if (!value || typeof value.$ref !== 'string' || depth > 16) return value ?? {};
  let found = api;
  for (const part of value.$ref.slice(2).split('/')) found = found?.[part.replaceAll('~1', '/').replaceAll('~0', '~')];
  return follow(found, depth + 1);
};

const typeOf = (given) => {
  const schema = follow(given);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((each) => JSON.stringify(each)).join(' | ');
  const union = schema.anyOf ?? schema.oneOf;
  if (union) return [...new Set(union.map(typeOf))].join(' | ');
  if (schema.type === 'array') return 'list of ' + typeOf(schema.items ?? {});
  const type = Array.isArray(schema.type) ? schema.type.join(' | ') : schema.type ?? 'any';
  return schema.format ? type + ' (' + schema.format + ')' : type;
};
const limits = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'minLength', 'maxLength', 'minItems', 'maxItems', 'pattern', 'default'];
/* A format says what its pattern says, in one word. */
const limitsOf = (schema) => limits.filter((name) => schema[name] !== undefined && Math.abs(schema[name]) !== Number.MAX_SAFE_INTEGER && !(name === 'pattern' && schema.format))
  .map((name) => name + ' ' + (name === 'pattern' ? schema[name] : JSON.stringify(schema[name])));
const below = (given) => {
  const schema = follow(given);
  if (schema.type === 'array') return below(schema.items ?? {});
  return schema.properties ? schema : (schema.anyOf ?? schema.oneOf ?? []).map(below).find(Boolean);
};

const term = (name, schema, required) => make('dt', {}, name, required ? make('span', { class: 'required', title: 'required' }, '*') : undefined, make('span', { class: 'type' }, typeOf(schema)));
const meaning = (given, depth, description) => {
  const schema = follow(given);
  const said = [description ?? schema.description, ...limitsOf(schema)].filter(Boolean);
  const inner = depth < 4 ? below(schema) : undefined;
  return make('dd', {}, ...said.flatMap((text, index) => [index ? ' · ' : '', words(text)]), inner ? fields(inner, depth + 1) : undefined);
};
const fields = (schema, depth) => make('dl', {}, ...Object.entries(schema.properties ?? {}).flatMap(([name, each]) =>
  [term(name, each, schema.required?.includes(name)), meaning(each, depth)]));

const contentOf = (holder) => Object.values(holder?.content ?? {})[0];
/* Of a sequence, the schema of one value. */
const schemaOf = (content) => content['x-itemSchema'] ?? content.schema ?? {};
const describe = (operation) => {
  const parts = [];
  if (operation.parameters?.length) parts.push(make('h3', {}, 'Parameters'), make('dl', {}, ...operation.parameters.flatMap((each) =>
    [term(each.name + (each.in === 'query' ? '' : ' (' + each.in + ')'), each.schema, each.required), meaning(each.schema, 0, each.description)])));
  const body = contentOf(operation.requestBody);
  const bodySchema = body && schemaOf(body);
  if (body) parts.push(make('h3', {}, 'Body'), below(bodySchema) ? fields(below(bodySchema), 0) : make('p', {}, typeOf(bodySchema)));
  parts.push(make('h3', {}, 'Answers'), make('dl', {}, ...Object.entries(operation.responses).flatMap(([status, given]) => {
    const response = follow(given);
    const content = contentOf(response);
    const good = status < '400';
    return [make('dt', { class: 'status ' + (good ? 'good' : status === 'default' ? '' : 'bad') }, status),
      make('dd', {}, words(response.description), good && content && below(schemaOf(content)) ? fields(below(schemaOf(content)), 0) : undefined)];
  })));
  return make('div', {}, ...parts);
};

const control = (parameter) => {
  const schema = follow(parameter.schema);
  const values = schema.enum ?? (schema.type === 'boolean' ? [true, false] : undefined);
  const shown = parameter.example ?? '';
  if (!values) return make('input', { value: String(shown), autocomplete: 'off', spellcheck: 'false' });
  return make('select', {}, make('option', { value: '' }, ''), ...values.map((each) => make('option', { value: String(each), selected: String(shown) === String(each) }, String(each))));
};

const addressOf = (path, inputs) => {
  const query = new URLSearchParams();
  let filled = path;
  for (const [parameter, input] of inputs) {
    if (parameter.in === 'path') filled = filled.replace('{' + parameter.name + '}', encodeURIComponent(input.value));
    if (parameter.in !== 'query' || input.value === '') continue;
    const many = follow(parameter.schema).type === 'array';
    for (const each of many ? input.value.split(',') : [input.value]) query.append(parameter.name, each);
  }
  const base = api.servers?.[0]?.url ?? '/';
  return (base === '/' ? '' : base) + filled + (query.size ? '?' + query : '');
};
const typeOfBody = (operation) => Object.keys(operation.requestBody?.content ?? {})[0] ?? 'application/json';
const headersOf = (operation, inputs, body) => {
  const headers = {};
  for (const [parameter, input] of inputs) if (parameter.in === 'header' && input.value !== '') headers[parameter.name] = input.value;
  for (const name of Object.keys(operation.security?.[0] ?? {})) {
    const value = credentials[name]?.value;
    if (!value) continue;
    if (name === 'api-key') headers['x-api-key'] = value;
    else headers.authorization = name === 'basic' ? 'Basic ' + btoa(value) : 'Bearer ' + value;
  }
  if (body !== undefined) headers['content-type'] = typeOfBody(operation);
  return headers;
};
const pretty = (text) => { try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; } };

const shownHeaders = ['content-type', 'location', 'retry-after', 'etag', 'link', 'ratelimit', 'idempotent-replayed', 'preference-applied'];
const flowing = /^(?:text\/event-stream|application\/(?:x-)?ndjson)/;
/* What flows is shown as it comes, its end only; it may go on for ever. */
const read = async (response, shown) => {
  const flows = flowing.test(response.headers.get('content-type') ?? '');
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true };
    if (done) break;
    text += decoder.decode(value, { stream: true });
    if (flows) shown.textContent = text = text.slice(-50000);
  }
  shown.textContent = pretty(text);
  shown.hidden = text === '';
};
const send = async (method, operation, path, inputs, editor, output) => {
  const body = editor && editor.value.trim() !== '' ? editor.value : undefined;
  const started = performance.now();
  const controller = new AbortController();
  const stop = make('button', { type: 'button', class: 'plain', click: () => controller.abort() }, 'Stop');
  const shown = make('pre', { tabindex: '0' });
  output.replaceChildren(stop);
  try {
    const response = await fetch(addressOf(path, inputs), { method, headers: headersOf(operation, inputs, body), body, cache: 'no-store', signal: controller.signal });
    const took = Math.round(performance.now() - started) + ' ms';
    const headers = shownHeaders.filter((name) => response.headers.has(name)).map((name) => name + ': ' + response.headers.get(name)).join('\n');
    output.replaceChildren(make('span', { class: 'status ' + (response.ok ? 'good' : 'bad') }, response.status + ' ' + response.statusText), make('span', { class: 'took' }, took), stop,
      make('pre', { class: 'quiet', tabindex: '0' }, headers), shown);
    await read(response, shown);
  } catch (error) {
    if (!controller.signal.aborted) output.replaceChildren(make('span', { class: 'status bad' }, 'No answer'), make('pre', {}, String(error)));
  }
  stop.remove();
};
const curlOf = (method, operation, path, inputs, editor) => {
  const quote = (text) => "'" + text.replaceAll("'", "'\\''") + "'";
  const body = editor && editor.value.trim() !== '' ? editor.value : undefined;
  const headers = Object.entries(headersOf(operation, inputs, body)).map(([name, value]) => ' -H ' + quote(name + ': ' + value)).join('');
  return 'curl -i -X ' + method + ' ' + quote(location.origin + addressOf(path, inputs)) + headers + (body === undefined ? '' : ' -d ' + quote(body));
};

const attempt = (method, path, operation) => {
  const inputs = (operation.parameters ?? []).map((parameter) => [parameter, control(parameter)]);
  const example = contentOf(operation.requestBody)?.example;
  const editor = operation.requestBody ? make('textarea', { spellcheck: 'false' }, typeof example === 'string' ? example : JSON.stringify(example ?? {}, null, 2)) : undefined;
  const output = make('div', { class: 'answer', 'aria-live': 'polite' });
  const button = make('button', { type: 'submit' }, 'Send');
  const curl = make('button', { type: 'button', class: 'plain', click: () => output.replaceChildren(make('pre', { tabindex: '0' }, curlOf(method, operation, path, inputs, editor))) }, 'Show as curl');
  const form = make('form', { submit: async (event) => {
    event.preventDefault();
    button.disabled = true;
    await send(method, operation, path, inputs, editor, output);
    button.disabled = false;
  } },
    ...inputs.map(([parameter, input]) => make('label', {}, make('span', {}, parameter.name, parameter.required ? make('span', { class: 'required' }, '*') : undefined), input)),
    editor ? make('label', {}, make('span', {}, 'body'), editor) : undefined, button, curl);
  return make('div', { class: 'try' }, make('h3', {}, 'Try it'), form, output);
};

const pathOf = (path) => make('span', { class: 'path' }, ...path.split(/(\{[^}]+\})/).filter(Boolean).map((part) => (part.startsWith('{') ? make('i', {}, part) : part)));
const card = (method, path, operation) => {
  const details = make('details', { class: 'operation', id: operation.operationId },
    make('summary', {}, make('span', { class: 'method ' + method.toLowerCase() }, method), pathOf(path), make('span', { class: 'words' }, operation.summary ?? ''),
      operation.security ? make('span', { class: 'lock' }, Object.keys(operation.security[0])[0]) : undefined));
  details.fill = () => {
    if (!details.querySelector('.inside')) details.append(make('div', { class: 'inside' }, describe(operation), attempt(method, path, operation)));
  };
  details.addEventListener('toggle', () => details.open && details.fill());
  return details;
};

const operations = () => Object.entries(api.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })));
const listOf = (tag, own) => make('section', {}, make('h2', {}, tag), ...own.map(({ method, path, operation }) =>
  make('a', { class: 'entry', href: '#' + operation.operationId, 'data-id': operation.operationId }, make('span', { class: 'method ' + method.toLowerCase() }, method), make('span', {}, ...path.split(/(?=\/)/).flatMap((part) => [make('wbr'), part])))));

const open = () => {
  const target = place(decodeURIComponent(location.hash.slice(1)));
  if (target?.tagName === 'DETAILS') { target.open = true; target.fill(); target.scrollIntoView(); }
};
const filter = (text) => {
  for (const { method, path, operation } of operations()) {
    const fits = [method, path, operation.summary, operation.operationId].join(' ').toLowerCase().includes(text.toLowerCase());
    place(operation.operationId).hidden = !fits;
    document.querySelector('[data-id="' + CSS.escape(operation.operationId) + '"]').hidden = !fits;
  }
};
const hints = { bearer: 'Bearer token', basic: 'user:password', 'api-key': 'API key' };
const start = async () => {
  api = await (await fetch('openapi.json')).json();
  place('version').textContent = 'version ' + api.info.version;
  for (const name of Object.keys(api.components.securitySchemes ?? {})) {
    credentials[name] = make('input', { type: 'password', autocomplete: 'off', placeholder: hints[name] ?? name });
    place('credentials').append(make('label', {}, hints[name] ?? name, credentials[name]));
  }
  const all = operations();
  place('list').replaceChildren(...api.tags.map(({ name }) => listOf(name, all.filter((each) => each.operation.tags[0] === name))));
  place('operations').replaceChildren(...all.map(({ method, path, operation }) => card(method, path, operation)));
  place('filter').addEventListener('input', (event) => filter(event.target.value));
  addEventListener('hashchange', open);
  open();
};
start().catch((error) => place('operations').replaceChildren(make('p', { class: 'quiet' }, 'openapi.json could not be read: ' + error)));
`;
