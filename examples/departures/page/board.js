import { connect } from './client.js';

const byId = (id) => document.getElementById(id);
const shown = 20;
const iata = (new URLSearchParams(location.search).get('airport') ?? 'ORD').toUpperCase();
const live = connect(new URL('/live', location.href).href.replace(/^http/, 'ws'), { onState: showState });
const rows = new Map();

byId('airport').textContent = iata;
byId('iata').value = iata;
byId('agent').value = localStorage.getItem('agent') ?? '';
document.title = `Departures ${iata}`;

function showState(state) {
  byId('state').textContent = { connecting: 'Connecting …', open: 'Live', waiting: 'Connection lost; trying again …', closed: 'Closed' }[state];
  byId('state').className = state;
}

function put({ flight, departure, destination, delay, status }, isNew) {
  rows.delete(flight);
  rows.set(flight, { departure, destination, delay, status, isNew });
}

const words = { departed: () => 'Departed', delayed: (delay) => `${delay} min late`, cancelled: () => 'Cancelled' };

function draw() {
  const latest = [...rows].sort(([, a], [, b]) => (a.departure < b.departure ? 1 : -1)).slice(0, shown);
  const made = latest.map(([flight, { departure, destination, delay, status, isNew }]) => {
    const row = document.createElement('tr');
    if (isNew) row.className = 'new';
    const cells = [departure.slice(11, 16), destination, flight, words[status](delay)];
    row.append(...cells.map((text) => Object.assign(document.createElement('td'), { textContent: text })));
    row.children[2].className = 'wide';
    row.children[3].className = status;
    return row;
  });
  byId('rows').replaceChildren(...made);
  byId('empty').hidden = made.length > 0;
  rows.clear();
  for (const [flight, row] of latest) rows.set(flight, { ...row, isNew: false });
}

let drawing = false;
function drawSoon() {
  if (drawing) return;
  drawing = true;
  setTimeout(() => {
    drawing = false;
    draw();
  }, 200);
}

function told(status, { data }) {
  put({ ...data, status }, true);
  drawSoon();
}

live.subscribe('flights.departed', (event) => told(event.data.delay >= 15 ? 'delayed' : 'departed', event), { keys: [iata] });
live.subscribe('flights.delayed', (event) => told(event.data.cancelled ? 'cancelled' : 'delayed', event), { keys: [iata] });
live.subscribe('board.remarked', ({ data: { agent, text }, time }) => {
  const item = document.createElement('li');
  item.append(Object.assign(document.createElement('b'), { textContent: agent }), ` ${text} `, Object.assign(document.createElement('small'), { textContent: new Date(time).toLocaleTimeString() }));
  byId('remarks').prepend(item);
  while (byId('remarks').children.length > shown) byId('remarks').lastElementChild.remove();
}, { keys: [iata], from: 'beginning' });

live.answer('board.confirm', ({ text, why }, signal) => new Promise((resolve) => {
  const dialog = byId('confirm');
  byId('confirm-text').textContent = `“${text}” ${why}`;
  dialog.returnValue = 'no';
  dialog.showModal();
  dialog.addEventListener('close', () => resolve({ meant: dialog.returnValue === 'yes' }), { once: true });
  signal.addEventListener('abort', () => dialog.close('no'), { once: true });
}));

const agent = () => byId('agent').value.trim() || 'Somebody';
const typists = new Map();
function showTyping() {
  const names = [...typists.values()].map(({ name }) => name);
  byId('typing').textContent = names.length === 0 ? '' : `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} typing …`;
}
function heard({ agent: name, typing }, member) {
  clearTimeout(typists.get(member)?.timer);
  typists.delete(member);
  if (typing) typists.set(member, { name, timer: setTimeout(() => heard({ typing: false }, member), 4_000) });
  showTyping();
}

const room = await live.join(`airport ${iata}`, {
  onMembers: (members) => {
    byId('people').textContent = members.length === 1 ? 'Only you look at this board.' : `${members.length} people look at this board.`;
  },
});
room.on('board.typing', heard);

let last = 0;
byId('text').addEventListener('input', () => {
  if (Date.now() - last < 2_000) return;
  last = Date.now();
  room.tell('board.typing', { agent: agent(), typing: true }).catch(() => {});
});
async function write() {
  localStorage.setItem('agent', agent());
  const button = byId('write').querySelector('button');
  button.disabled = true;
  try {
    const { posted } = await live.call('board.remark', { iata, agent: agent(), text: byId('text').value.trim() });
    if (posted) byId('text').value = '';
    last = 0;
    room.tell('board.typing', { agent: agent(), typing: false }).catch(() => {});
  } catch (error) {
    byId('typing').textContent = error.message;
  } finally {
    button.disabled = false;
  }
}
byId('write').addEventListener('submit', (submitted) => {
  submitted.preventDefault();
  void write();
});
byId('choose').addEventListener('submit', (submitted) => {
  submitted.preventDefault();
  location.search = `?airport=${byId('iata').value.toUpperCase()}`;
});

const { flights } = await live.call('airports.board', { iata });
for (const row of flights) if (!rows.has(row.flight)) put(row, false);
draw();
