// The lists at the side: the rooms one is in, private conversations, and rooms that one could join.

import { withArrows } from './arrows.js';
import { arrange, byId, element } from './dom.js';
import { face } from './faces.js';
import { tagOf } from './people.js';
import { active, shown } from './state.js';

const MOST_SHOWN = 99;

/** `act` is told {type: 'open', key} and {type: 'join', room}. */
export function sidebarView(act) {
  const showRooms = conversationList('rooms', act);
  const showPrivate = conversationList('privates', act);
  const showMore = moreList(act);

  return function show(state) {
    const rooms = state.conversations.filter(({ kind }) => kind === 'room');
    const privates = state.conversations.filter(({ kind }) => kind === 'private');
    showRooms(rooms, state);
    showPrivate(privates, state);
    byId('privates-nav').hidden = privates.length === 0;
    showMore(state.rooms.filter(({ room }) => !rooms.some(({ name }) => name === room)));
  };
}

function conversationList(id, act) {
  const list = byId(id);
  const settle = withArrows(list);
  let made = new Map(); // key -> its row
  let before = null; // the key that was active the last time

  return function show(conversations, state) {
    const open = active(state);
    made = new Map(conversations.map((each) => [each.key, made.get(each.key) ?? rowOf(each, act)]));
    conversations.forEach((each) => update(made.get(each.key), each, conversations, state));
    arrange(list, [...made.values()]);
    const current = made.get(open);
    if (open !== before) current?.scrollIntoView({ block: 'nearest' });
    before = open;
    settle(current?.firstElementChild);
  };
}

function rowOf({ key, kind, name }, act) {
  const button = element(
    'button',
    { type: 'button', onclick: () => act({ type: 'open', key }) },
    ...(kind === 'private' ? [face(name)] : []),
    element('bdi', { className: 'label' }),
    element('span', { className: 'tag' }),
    element('span', { className: 'count' }),
  );
  return element('li', {}, button);
}

function update(row, conversation, all, state) {
  const { key, kind, name, partner, status, unread } = conversation;
  const button = row.firstElementChild;
  const [label, tag, count] = ['.label', '.tag', '.count'].map((part) => button.querySelector(part));
  const others = all.map((each) => each.partner).filter(Boolean);
  label.textContent = name;
  tag.textContent = partner ? tagOf(partner.user, name, others) : '';
  tag.hidden = tag.textContent === '';
  count.hidden = unread === 0;
  count.textContent = unread > MOST_SHOWN ? `${MOST_SHOWN}+` : unread;
  button.classList.toggle('away', kind === 'room' && status !== 'joined');
  button.classList.toggle('shown', shown(state).includes(key));
  if (active(state) === key) button.setAttribute('aria-current', 'true');
  else button.removeAttribute('aria-current');
  // The words are for screen readers: "lobby, 3 unread" rather than "lobby 3".
  const spoken = [partner ? `${name} ${tag.textContent}, private`.replace(' ,', ',') : name];
  if (unread > 0) spoken.push(`${unread} unread`);
  button.setAttribute('aria-label', spoken.join(', '));
}

function moreList(act) {
  const list = byId('more');
  const settle = withArrows(list);
  let made = new Map(); // room -> its row

  return function show(rooms) {
    made = new Map(rooms.map(({ room }) => [room, made.get(room) ?? joinRow(room, act)]));
    rooms.forEach(({ room, people }) => {
      const button = made.get(room).firstElementChild;
      button.querySelector('.there').textContent = people;
      button.setAttribute('aria-label', `Join ${room}, ${people} there`);
    });
    arrange(list, [...made.values()]);
    byId('more-nav').hidden = rooms.length === 0;
    settle();
  };
}

function joinRow(room, act) {
  return element(
    'li',
    {},
    element(
      'button',
      { type: 'button', onclick: () => act({ type: 'join', room }) },
      element('bdi', { className: 'label' }, room),
      element('span', { className: 'there', 'aria-hidden': 'true' }),
    ),
  );
}
