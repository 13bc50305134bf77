// What was said in one conversation.

import { arrange, element, setText } from './dom.js';
import { face, nameWith } from './faces.js';
import { linked } from './links.js';
import { isGuest } from './names.js';

const SAME_BREATH_MS = 5 * 60_000; // one person's messages this close together share one line of name and time
const NEAR_THE_END_PX = 40;
const NEAR_THE_TOP_PX = 200; // older messages are asked for before the reader comes to the first
const TOLD = 4; // of those who came and went in one line

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const calendar = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });

const OLDER_TEXT = {
  more: { text: '', offer: 'Load older messages' },
  loading: { text: '', offer: 'Loading older messages…' },
  failed: { text: 'Older messages could not be loaded.', offer: 'Try again' },
  none: { text: 'The beginning', offer: '' },
};

const EMPTY = {}; // stands for the line that says so
const OLDER = {}; // for the one on top, which older messages come in below

/** Shows items and outgoing messages in `frame`; `act` is told {type: 'retry' | 'discard', key, message} and {type: 'older', key}. */
export function logView(frame, key, act) {
  const list = element('ol', { role: 'log', 'aria-live': 'polite' });
  const showOlder = olderView(frame, () => act({ type: 'older', key }));
  let made = new Map(); // item, outgoing message, EMPTY or OLDER -> element, of what is in the list now
  let atEnd = true; // what comes is followed, until the reader scrolls back
  let wanted = () => {}; // asks for older messages, where there may be any

  const toEnd = () => (frame.scrollTop = frame.scrollHeight);
  frame.append(list);
  frame.addEventListener('scroll', () => {
    atEnd = frame.scrollHeight - frame.scrollTop - frame.clientHeight < NEAR_THE_END_PX;
    if (!atEnd && frame.scrollTop < NEAR_THE_TOP_PX) wanted();
  });
  // The writing field grows, a phone's keyboard comes up: the last words stay in sight.
  new ResizeObserver(() => atEnd && toEnd()).observe(frame);

  return function show({ kind, name, status, items, outgoing, older }) {
    const isHere = kind === 'private' || status === 'joined';
    const own = outgoing.some((message) => !made.has(message));
    const keepPlace = atEnd || own ? toEnd : placeOf(frame, list);
    list.setAttribute('aria-label', `Messages in ${name}`);
    list.classList.toggle('waiting', !isHere);
    const next = new Map();
    const reuse = (what, make) => next.set(what, made.get(what) ?? make()).get(what);
    if (kind === 'room' && items.length > 0) next.set(OLDER, showOlder(older));
    items.forEach((item, at) => reuse(item, () => lineOf(item)).classList.toggle('continued', continues(item, items[at - 1])));
    outgoing.forEach((message) => reuse(message, () => outgoingLine(message, key, act)));
    if (next.size === 0 && isHere && older === 'none') reuse(EMPTY, emptyLine);
    const fresh = items.filter((item) => !made.has(item));
    // What was said long ago is there to be read, and is not read out.
    list.setAttribute('aria-live', fresh.some(({ isPast }) => !isPast) || fresh.length === 0 ? 'polite' : 'off');
    made = next;
    arrange(list, [...next.values()]);
    keepPlace();
    wanted = () => older === 'more' && status === 'joined' && act({ type: 'older', key });
  };
}

/** Remembers what the reader sees first; what is returned puts it there again, whatever came in above. */
function placeOf(frame, list) {
  const top = frame.getBoundingClientRect().top;
  // The foot of a line stays where it is, its head may lose the name to an older line above.
  const footOf = (line) => line.getBoundingClientRect().bottom;
  const line = [...list.querySelectorAll('.message')].find((each) => footOf(each) > top);
  if (!line) return () => {};
  const before = footOf(line);
  return () => line.isConnected && (frame.scrollTop += footOf(line) - before);
}

/** The line on top: what is known of older messages, and a button to get them. */
function olderView(frame, ask) {
  const told = element('span');
  const button = element('button', { type: 'button', className: 'quiet', onclick: ask });
  const line = element('li', { className: 'older' }, told, ' ', button);

  return function show(older) {
    const { text, offer } = OLDER_TEXT[older];
    setText(told, text);
    setText(button, offer);
    if (offer === '' && document.activeElement === button) frame.focus(); // or the keyboard's reader would lose the place
    button.hidden = offer === '';
    button.setAttribute('aria-disabled', String(older === 'loading'));
    return line;
  };
}

function emptyLine() {
  return element('li', { className: 'empty' }, 'Nobody has said anything yet.');
}

function lineOf(item) {
  switch (item.kind) {
    case 'note':
      return element('li', { className: 'note' }, item.text);
    case 'presence':
      return element('li', { className: 'note' }, ...presence(item.events));
    default:
      return messageLine(item);
  }
}

function messageLine(item) {
  const line = element('li', { className: 'message' });
  line.classList.toggle('mine', item.mine);
  line.append(face(item.name), whoSaid(item), element('p', { className: 'text', dir: 'auto' }, ...linked(item.text)));
  return line;
}

function continues(item, before) {
  return (
    item.kind === 'message' &&
    before?.kind === 'message' &&
    before.client === item.client &&
    before.name === item.name &&
    item.at - before.at < SAME_BREATH_MS
  );
}

/** Who and when. */
function whoSaid({ name, user, tag, at, mine }) {
  const when = new Date(at);
  const who = mine
    ? [element('bdi', { className: 'name', title: user }, name), ' ', element('span', { className: 'tag' }, 'you')]
    : nameWith({ name, user, guest: isGuest(user), tag });
  const time = element('time', { dateTime: when.toISOString(), title: calendar.format(when) }, clock.format(when));
  return element('p', { className: 'who' }, ...who, ' ', time);
}

/** "3 more, Ada joined, Grace is now Amazing Grace" */
function presence(events) {
  const told = events.slice(-TOLD);
  const pieces = events.length > told.length ? [`${events.length - told.length} more`] : [];
  for (const { event, name, was } of told) {
    if (pieces.length > 0) pieces.push(' · ');
    const bdi = (text) => element('bdi', {}, text);
    if (event === 'renamed') pieces.push(bdi(was), ' is now ', bdi(name));
    else pieces.push(bdi(name), ` ${event}`);
  }
  return pieces;
}

function outgoingLine({ id, text, failed }, key, act) {
  const line = element('li', { className: 'message outgoing' }, element('p', { className: 'text', dir: 'auto' }, text));
  if (failed === null) {
    line.append(element('p', { className: 'fate' }, 'Waiting for the connection…'));
    return line;
  }
  const button = (label, type) =>
    element('button', { type: 'button', className: 'quiet', onclick: () => act({ type, key, message: id }) }, label);
  line.classList.add('failed');
  line.append(
    element('p', { className: 'fate' }, failed),
    element('p', { className: 'row' }, button('Send again', 'retry'), button('Discard', 'discard')),
  );
  return line;
}
