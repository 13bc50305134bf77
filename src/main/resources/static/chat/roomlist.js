// The list of rooms: one button each, with what is unread.

import { arrange, byId, element } from './dom.js';

/** Shows the rooms; `act` is told {type: 'open', room}. */
export function roomListView(act) {
  const list = byId('rooms');
  let made = new Map(); // room name -> its row
  let shown = null; // the room that was open the last time

  return function show({ rooms, open }) {
    made = new Map(rooms.map((room) => [room.name, made.get(room.name) ?? rowOf(room.name, act)]));
    rooms.forEach((room) => update(made.get(room.name), room, room.name === open));
    arrange(list, [...made.values()]);
    if (open !== shown) made.get(open)?.scrollIntoView({ block: 'nearest' });
    shown = open;
  };
}

function rowOf(name, act) {
  const button = element(
    'button',
    { type: 'button', onclick: () => act({ type: 'open', room: name }) },
    element('bdi', { className: 'room-name' }, name),
    element('span', { className: 'count' }),
  );
  return element('li', {}, button);
}

function update(row, room, open) {
  const button = row.firstElementChild;
  const count = button.lastElementChild;
  button.classList.toggle('away', room.status !== 'joined');
  if (open) button.setAttribute('aria-current', 'true');
  else button.removeAttribute('aria-current');
  count.hidden = room.unread === 0;
  count.textContent = room.unread > 99 ? '99+' : room.unread;
  // The words are for screen readers: "lobby, 3 unread" rather than "lobby 3".
  button.setAttribute('aria-label', room.unread === 0 ? room.name : `${room.name}, ${room.unread} unread`);
}
