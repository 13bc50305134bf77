// What each view shows: a pane has its `root` element and `show(state)`.

import { arrange, element, setText } from '../chat/dom.js';
import { matches } from './state.js';
import { link, makeTable } from './table.js';
import { clientHash, roomHash } from './views.js';

const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const small = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const calendar = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });

export const count = (number) => whole.format(number);
const perSecond = (rate) => (rate === undefined ? '–' : (rate < 10 ? small : whole).format(rate));

// ---- clients

const clientColumns = {
  user: {
    title: 'User',
    fill(cell, line) {
      link(cell, line.user, clientHash(line.client));
    },
  },
  client: { title: 'Client', className: 'code', fill: (cell, line) => setText(cell, line.client) },
  roles: {
    title: 'Roles',
    fill: (cell, line) => setText(cell, line.guest ? 'guest' : line.roles.toSorted().join(', ') || 'none'),
  },
  address: { title: 'Address', className: 'code', fill: (cell, line) => setText(cell, line.address) },
  transport: { title: 'Transport', fill: (cell, line) => setText(cell, line.transport) },
  since: { title: 'Since', className: 'time', fill: since },
  rooms: {
    title: 'Rooms',
    fill(cell, line) {
      const links = line.rooms.map((place) => roomLink(cell, place));
      const rest = line.roomCount - line.rooms.length;
      const more = cell.querySelector('.more') ?? element('span', { className: 'more' });
      setText(more, rest > 0 ? `and ${count(rest)} more` : '');
      arrange(cell, [...links, more]);
    },
  },
};

function since(cell, line) {
  // Each snapshot reckons it anew, a millisecond off or two.
  const second = Math.round(line.sinceMillis / 1000);
  if (cell.dataset.second === String(second)) return;
  cell.dataset.second = second;
  const when = new Date(second * 1000);
  cell.replaceChildren(
    element('time', { dateTime: when.toISOString(), title: calendar.format(when) }, clock.format(when)),
  );
}

function roomLink(cell, { namespace, room }) {
  const href = roomHash(namespace, room);
  const made = [...cell.querySelectorAll('a')].find((each) => each.getAttribute('href') === href);
  return made ?? element('a', { href, className: 'place' }, element('bdi', {}, `${namespace}/${room}`));
}

const textsOf = (line) => [
  line.user,
  line.client,
  line.address,
  line.transport,
  ...line.roles,
  ...line.rooms.map(({ namespace, room }) => `${namespace}/${room}`),
];

export function clientsPane() {
  const table = makeTable('Clients, newest first', Object.values(clientColumns), ({ client }) => client);
  return {
    root: table.root,
    show({ snapshot, filter }) {
      const lines = snapshot.clients.filter((line) => matches(filter, textsOf(line)));
      table.show(lines, filter ? 'None of the clients shown matches.' : 'Nobody is connected.');
    },
    showing: ({ snapshot }) => showing(snapshot.clients.length, snapshot.totals.clients, 'the newest'),
  };
}

export function clientPane() {
  const list = element('dl', { className: 'facts' });
  const gone = element('p', { className: 'nothing' }, 'This client is gone.');
  const facts = Object.values(clientColumns).filter(({ title }) => title !== 'User');
  const cells = new Map(facts.map(({ title }) => [title, element('dd')]));
  const user = element('dd');
  list.append(element('dt', {}, 'User'), user);
  cells.forEach((cell, title) => list.append(element('dt', {}, title), cell));
  const vouched = element('dd');
  list.append(element('dt', {}, 'Known by'), vouched);
  return {
    root: element('div', {}, back('#clients', 'All clients'), list, gone),
    show({ detail }) {
      const line = detail?.line;
      list.hidden = !line;
      gone.hidden = detail === null || Boolean(line);
      if (!line) return;
      setText(user, line.user);
      facts.forEach(({ title, fill }) => fill(cells.get(title), line));
      setText(vouched, line.session ? 'the session of a page' : line.guest ? 'nobody' : 'what it showed itself');
    },
    showing: () => '',
  };
}

// ---- rooms

/** `askDeletion` is told {namespace, room}. */
export function roomsPane(askDeletion) {
  const columns = [
    {
      title: 'Room',
      fill: (cell, line) => link(cell, line.room, roomHash(line.namespace, line.room)),
    },
    { title: 'Members', className: 'number', fill: (cell, line) => setText(cell, count(line.members)) },
    { title: 'Deletion', unseen: true, fill: (cell, line) => deleteButton(cell, line, askDeletion) },
  ];
  const list = element('div', { className: 'groups' });
  const root = element('div', {}, byName(askDeletion), list);
  const nothing = element('p', { className: 'nothing' });
  let groups = new Map(); // namespace -> {section, table, note}

  function groupOf(namespace) {
    const table = makeTable(`Rooms of ${namespace}, largest first`, columns, ({ room }) => room);
    const section = element('section', {}, element('h2', {}, element('bdi', {}, namespace)), table.root);
    return { section, table };
  }

  return {
    root,
    show({ snapshot, filter }) {
      const lines = snapshot.rooms.filter(({ namespace, room }) => matches(filter, [`${namespace}/${room}`]));
      const byNamespace = Map.groupBy(lines, ({ namespace }) => namespace);
      const names = [...byNamespace.keys()].toSorted();
      groups = new Map(names.map((name) => [name, groups.get(name) ?? groupOf(name)]));
      groups.forEach(({ table }, name) => table.show(byNamespace.get(name), ''));
      setText(nothing, filter ? 'None of the rooms shown matches.' : 'There are no rooms.');
      const sections = [...groups.values()].map(({ section }) => section);
      arrange(list, sections.length > 0 ? sections : [nothing]);
    },
    showing: ({ snapshot }) => showing(snapshot.rooms.length, snapshot.totals.rooms, 'the largest'),
  };
}

/** A button that deletes a line's room. A line stays about the room that it was made for. */
export function deleteButton(cell, { namespace, room }, askDeletion) {
  if (cell.firstElementChild) return;
  const button = element(
    'button',
    { type: 'button', className: 'quiet', 'aria-haspopup': 'dialog', 'aria-label': `Delete ${namespace}/${room}` },
    'Delete',
  );
  button.addEventListener('click', () => askDeletion({ namespace, room }));
  cell.append(button);
}

/** For rooms that nobody is in, which the list does not have. */
function byName(askDeletion) {
  const namespace = element('input', {
    id: 'delete-namespace',
    required: true,
    // The server's own rule, Destination.isNamespace.
    pattern: '[a-z0-9][a-z0-9\\-]{0,62}',
    title: 'Lower-case letters, digits and "-"',
    autocomplete: 'off',
    autocapitalize: 'none',
    spellcheck: false,
  });
  const room = element('input', {
    id: 'delete-room',
    required: true,
    maxLength: 200,
    autocomplete: 'off',
    autocapitalize: 'none',
    spellcheck: false,
  });
  const form = element(
    'form',
    { className: 'by-name' },
    element('p', { className: 'hint' }, 'A room that nobody is in is not listed here, but may keep what was said in it.'),
    element('p', {}, element('label', { htmlFor: 'delete-namespace' }, 'Namespace'), namespace),
    element('p', {}, element('label', { htmlFor: 'delete-room' }, 'Room'), room),
    element('button', { id: 'delete-named', type: 'submit', 'aria-haspopup': 'dialog' }, 'Delete this room'),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    askDeletion({ namespace: namespace.value, room: room.value });
  });
  return element('details', {}, element('summary', { id: 'by-name' }, 'Delete a room by its name'), form);
}

export function roomPane() {
  const { user, client, roles, address, transport, since: from } = clientColumns;
  const table = makeTable('Members', [user, client, roles, address, transport, from], (line) => line.client);
  return {
    root: element('div', {}, back('#rooms', 'All rooms'), table.root),
    show({ detail }) {
      table.root.hidden = detail === null;
      table.show(detail?.members ?? [], 'Nobody is in this room.');
    },
    showing: ({ detail }) =>
      detail && detail.total > 0 ? showing(detail.members.length, detail.total, 'the oldest', 'member') : '',
  };
}

// ---- overview

export function overviewPane() {
  const tiles = [
    ['Clients', ({ totals }) => count(totals.clients), () => 'connected now'],
    ['Rooms', ({ totals }) => count(totals.rooms), () => 'with members'],
    ['Messages in', (_, rates) => perSecond(rates?.published), ({ totals }) => inAll(totals.published)],
    ['Deliveries', (_, rates) => perSecond(rates?.delivered), ({ totals }) => inAll(totals.delivered)],
    ['Refusals', (_, rates) => perSecond(rates?.refused), ({ totals }) => inAll(totals.refused)],
  ].map(([title, number, note]) => ({ number, note, value: element('dd'), small: element('dd', { className: 'note' }), title }));
  const root = element('dl', { className: 'tiles' });
  tiles.forEach(({ title, value, small: below }) => root.append(element('div', {}, element('dt', {}, title), value, below)));
  return {
    root,
    show({ snapshot, rates }) {
      tiles.forEach(({ number, note, value, small: below }) => {
        setText(value, number(snapshot, rates));
        setText(below, note(snapshot));
      });
    },
    showing: () => '',
  };
}

const inAll = (total) => `a second, ${count(total)} in all`;

// ---- what several use

export function showing(shown, total, which, what) {
  if (shown < total) return `showing ${which} ${count(shown)} of ${count(total)}`;
  return what ? `${count(total)} ${total === 1 ? what : `${what}s`}` : '';
}

function back(href, text) {
  return element('p', { className: 'back' }, element('a', { href }, `← ${text}`));
}
