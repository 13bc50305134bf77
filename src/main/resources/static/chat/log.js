// What was said in the room that is shown.

import { arrange, byId, element } from './dom.js';

const SAME_BREATH_MS = 5 * 60_000; // one person's messages this close together share one line of name and time
const NEAR_THE_END_PX = 40;
const HUES = 8; // as many as style.css has

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const calendar = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });

/** Shows a room's items and outgoing messages; `act` is told {type: 'retry' | 'discard', message}. */
export function logView(act) {
  const frame = byId('log');
  let shown = null; // the room's name whose elements these are
  let list = null;
  let made = new Map(); // key -> element, of what is in the list now
  let atEnd = true; // what comes is followed, until the reader scrolls back

  const toEnd = () => (frame.scrollTop = frame.scrollHeight);
  frame.addEventListener('scroll', () => {
    atEnd = frame.scrollHeight - frame.scrollTop - frame.clientHeight < NEAR_THE_END_PX;
  });
  // The writing field grows, a phone's keyboard comes up: the last words stay in sight.
  new ResizeObserver(() => atEnd && toEnd()).observe(frame);

  return function show(room) {
    const sameRoom = room?.name === shown;
    if (!sameRoom) {
      // A list of its own for each room: a screen reader announces what is added to one, not what a new one holds.
      list = element('ol', { role: 'log', 'aria-live': 'polite', 'aria-label': room ? `Messages in ${room.name}` : '' });
      frame.replaceChildren(list);
      made = new Map();
      shown = room?.name ?? null;
    }
    if (!room) return;

    const next = new Map();
    const reuse = (key, make) => next.set(key, made.get(key) ?? make());
    room.items.forEach((item, at) => reuse(item.key, () => lineOf(item, room.items[at - 1])));
    room.outgoing.forEach((message) =>
      reuse(`${message.id} ${message.failed ?? ''}`, () => outgoingLine(message, act)),
    );
    if (next.size === 0) reuse('empty', () => element('li', { className: 'empty' }, emptyText(room)));
    const own = [...next.keys()].some((key) => !made.has(key) && next.get(key).classList.contains('outgoing'));
    made = next;
    arrange(list, [...next.values()]);
    if (atEnd || own || !sameRoom) toEnd();
  };
}

function emptyText(room) {
  return room.status === 'joined' ? 'Nobody has said anything yet.' : '';
}

function lineOf(item, before) {
  if (item.kind === 'note') return element('li', { className: 'note' }, item.text);
  const line = element('li', { className: 'message' });
  line.classList.toggle('mine', item.mine);
  line.classList.toggle('continued', continues(item, before));
  line.append(face(item), headOf(item), element('p', { className: 'text', dir: 'auto' }, item.text));
  return line;
}

function continues(item, before) {
  return (
    before?.kind === 'message' &&
    before.client === item.client &&
    before.name === item.name &&
    item.at - before.at < SAME_BREATH_MS
  );
}

/** Who and when. The user's own name stands beside a chosen one, for anyone may choose anyone's. */
function headOf({ name, user, at, mine }) {
  const when = new Date(at);
  const head = element('p', { className: 'head' }, element('bdi', { className: 'name' }, name || 'somebody'));
  if (mine) head.append(' ', element('span', { className: 'user' }, 'you'));
  else if (user && user !== name) head.append(' ', element('bdi', { className: 'user' }, user));
  head.append(
    ' ',
    element('time', { dateTime: when.toISOString(), title: calendar.format(when) }, clock.format(when)),
  );
  return head;
}

function face({ name }) {
  const letter = [...name][0]?.toUpperCase() ?? '?';
  return element('span', { className: `face hue-${hueOf(name)}`, 'aria-hidden': 'true' }, letter);
}

/** A name has the same colour on every page and after each reconnection, which gives a guest another user name. */
function hueOf(name) {
  let hash = 0x811c9dc5; // FNV-1a
  for (const character of name) hash = Math.imul(hash ^ character.codePointAt(0), 0x01000193);
  return (hash >>> 20) % HUES;
}

function outgoingLine({ id, text, failed }, act) {
  const line = element('li', { className: 'message outgoing' }, element('p', { className: 'text', dir: 'auto' }, text));
  if (failed === null) {
    line.append(element('p', { className: 'fate' }, 'Sending…'));
    return line;
  }
  const button = (label, type) =>
    element('button', { type: 'button', className: 'quiet', onclick: () => act({ type, message: id }) }, label);
  line.classList.add('failed');
  line.append(
    element('p', { className: 'fate' }, failed),
    element('p', { className: 'row' }, button('Send again', 'retry'), button('Discard', 'discard')),
  );
  return line;
}
