// What was said in one conversation.

import { arrange, element } from './dom.js';
import { face, nameWith } from './faces.js';
import { linked } from './links.js';
import { isGuest } from './names.js';

const SAME_BREATH_MS = 5 * 60_000; // one person's messages this close together share one line of name and time
const NEAR_THE_END_PX = 40;
const TOLD = 4; // of those who came and went in one line

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const calendar = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });

const EMPTY = {}; // stands for the line that says so

/** Shows items and outgoing messages in `frame`; `act` is told {type: 'retry' | 'discard', key, message}. */
export function logView(frame, key, act) {
  const list = element('ol', { role: 'log', 'aria-live': 'polite' });
  let made = new Map(); // item, outgoing message or EMPTY -> element, of what is in the list now
  let atEnd = true; // what comes is followed, until the reader scrolls back

  const toEnd = () => (frame.scrollTop = frame.scrollHeight);
  frame.append(list);
  frame.addEventListener('scroll', () => {
    atEnd = frame.scrollHeight - frame.scrollTop - frame.clientHeight < NEAR_THE_END_PX;
  });
  // The writing field grows, a phone's keyboard comes up: the last words stay in sight.
  new ResizeObserver(() => atEnd && toEnd()).observe(frame);

  return function show({ kind, name, status, items, outgoing }) {
    list.setAttribute('aria-label', `Messages in ${name}`);
    const next = new Map();
    const reuse = (what, make) => next.set(what, made.get(what) ?? make());
    items.forEach((item, at) => reuse(item, () => lineOf(item, items[at - 1])));
    outgoing.forEach((message) => reuse(message, () => outgoingLine(message, key, act)));
    const quiet = next.size === 0 && (kind === 'private' || status === 'joined');
    if (quiet) reuse(EMPTY, emptyLine);
    const own = outgoing.some((message) => !made.has(message));
    made = next;
    arrange(list, [...next.values()]);
    if (atEnd || own) toEnd();
  };
}

function emptyLine() {
  return element('li', { className: 'empty' }, 'Nobody has said anything yet.');
}

function lineOf(item, before) {
  switch (item.kind) {
    case 'note':
      return element('li', { className: 'note' }, item.text);
    case 'presence':
      return element('li', { className: 'note' }, ...presence(item.events));
    default:
      return messageLine(item, before);
  }
}

function messageLine(item, before) {
  const line = element('li', { className: 'message' });
  line.classList.toggle('mine', item.mine);
  line.classList.toggle('continued', continues(item, before));
  line.append(face(item.name), whoSaid(item), element('p', { className: 'text', dir: 'auto' }, ...linked(item.text)));
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
    line.append(element('p', { className: 'fate' }, 'Sending…'));
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
