// The page as the state has it. Reads the state, writes the DOM, and decides nothing.

import { columnView } from './column.js';
import { arrange, byId, element, setText } from './dom.js';
import { isGuest } from './names.js';
import { sidebarView } from './sidebar.js';
import { active, find, shown, unread } from './state.js';

const LINK_TEXT = {
  connecting: 'Connecting…',
  online: 'Connected',
  offline: 'Reconnecting…',
  closed: 'Disconnected by the server',
};

const SUGGESTED = 6; // rooms at the welcome

export function openView(act) {
  const showSidebar = sidebarView(act);
  let columns = new Map(); // key -> column, of all conversations, as each keeps what is typed in it

  function show(state) {
    setText(byId('link'), LINK_TEXT[state.link]);
    byId('link').dataset.link = state.link;
    byId('reconnect').hidden = state.link !== 'closed';
    byId('welcome').hidden = state.entered;
    byId('chat').hidden = !state.entered;
    byId('rooms-toggle').hidden = !state.entered;
    byId('problem').hidden = state.problem === null;
    setText(byId('problem-text'), problemText(state.problem));
    document.title = titleOf(state);
    showNames(state);
    if (!state.entered) {
      showSuggestions(state.rooms.slice(0, SUGGESTED), act);
      return;
    }
    showSidebar(state);
    showUnread(unread(state));
    byId('beside').hidden = state.fit < 2 || state.conversations.length < 2;
    byId('beside').setAttribute('aria-pressed', String(state.sideBySide));
    byId('nowhere').hidden = state.conversations.length > 0;
    showColumns(state);
  }

  function showColumns(state) {
    const { conversations } = state;
    columns = new Map(conversations.map(({ key }) => [key, columns.get(key) ?? columnView(key, act)]));
    const visible = shown(state);
    columns.forEach((column, key) => {
      column.element.hidden = !visible.includes(key);
      column.element.classList.toggle('active', key === active(state));
    });
    arrange(byId('columns'), [...columns.values()].map((column) => column.element));
    visible.forEach((key) => columns.get(key).show(find(state, key), state));
  }

  return { show, field: (key) => columns.get(key)?.field };
}

function showNames({ user }) {
  // Who is logged in has the user's name.
  const given = user !== '' && !isGuest(user);
  for (const field of [byId('name'), byId('welcome-name')]) {
    field.placeholder = user;
    field.readOnly = given;
    if (given) field.value = user;
  }
  byId('welcome-name-hint').hidden = given;
  byId('login').hidden = byId('welcome-login').hidden = given;
  byId('logout').hidden = !given;
}

function showSuggestions(rooms, act) {
  byId('welcome-rooms').hidden = rooms.length === 0;
  const buttons = rooms.map(({ room, people }) =>
    element(
      'button',
      { type: 'button', 'aria-label': `${room}, ${people} there`, onclick: () => act({ type: 'suggest', room }) },
      element('bdi', { className: 'label' }, room),
      element('span', { className: 'there', 'aria-hidden': 'true' }, String(people)),
    ),
  );
  byId('suggestions').replaceChildren(...buttons);
}

function problemText(problem) {
  if (problem === null) return '';
  return problem.code ? `${problem.reason} (${problem.code})` : problem.reason;
}

function showUnread(count) {
  const badge = byId('rooms-toggle-unread');
  badge.hidden = count === 0;
  badge.textContent = count;
}

function titleOf(state) {
  const name = find(state, active(state))?.name;
  const where = name ? `${name} · Hubbub` : 'Hubbub';
  return unread(state) === 0 ? where : `(${unread(state)}) ${where}`;
}
