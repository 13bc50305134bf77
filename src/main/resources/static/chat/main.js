// Puts the parts together: events change the state, the state is shown, and what people do becomes events and frames.

import { openConnection } from './connection.js';
import { privateKey, roomKey } from './conversation.js';
import { byId } from './dom.js';
import { followKeyboard, followWidth } from './layout.js';
import { guestSecret, recall, recallUnsent, remember, rememberUnsent } from './memory.js';
import { personName, roomName, roomProblem } from './names.js';
import { isStale } from './people.js';
import { active, canSend, find, initialState, reduce, shown } from './state.js';
import { typingSign } from './typing.js';
import { openView } from './view.js';

const DEFAULT_ROOM = 'lobby';
const ROOMS_EVERY_MS = 15_000; // while somebody looks
const PEOPLE_AFTER_MS = 1_000; // notes come in bursts, and most agree in the end
const LITTLE_LATER_MS = 100;

let state = initialState;
let drawing = false;
const asking = new Set(); // keys of rooms that are about to be asked who is there

const visit = Math.random().toString(36).slice(2); // makes this page's ids, some of which the next page shows again
let sends = 0;

const connection = openConnection(guestSecret(), happened);
const view = openView(act);
const typing = typingSign((key) => connection.sayTyping(find(state, key).name));

/** Many events may come between two frames of the screen: they are drawn once. */
function happened(event) {
  state = reduce(state, event);
  follow(event);
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    view.show(state);
  });
}

/** Like `happened`, and drawn before the caller goes on, who moves the focus to what it made. */
function happenedNow(event) {
  happened(event);
  view.show(state);
}

/** What the page does of its own accord when something happened. */
function follow({ type, room, from, now }) {
  switch (type) {
    case 'joined':
      connection.askForPeople(room);
      break;
    case 'note':
    case 'people':
      if (isStale(find(state, roomKey(room))?.people ?? null)) askLater(room);
      break;
    case 'typing':
      for (const { until } of find(state, roomKey(room))?.typing ?? []) {
        setTimeout(() => happened({ type: 'elapsed', now: performance.now() }), until - now + LITTLE_LATER_MS);
      }
      break;
    case 'private': {
      const heard = shown(state).includes(privateKey(from.user)) || from.user === state.user;
      if (!heard) byId('announcer').textContent = `Private message from ${from.name}`;
      break;
    }
    case 'nameRefused':
      byId('name').value = state.name;
      break;
    default:
  }
}

function askLater(room) {
  if (asking.has(room)) return;
  asking.add(room);
  setTimeout(() => {
    asking.delete(room);
    if (isStale(find(state, roomKey(room))?.people ?? null)) connection.askForPeople(room);
  }, PEOPLE_AFTER_MS);
}

/** What people do. What is returned is whether it was done. */
function act({ type, key, room, person, message, text }) {
  switch (type) {
    case 'open':
      return openConversation(key);
    case 'join':
      return join(room);
    case 'suggest':
      byId('welcome-room').value = room;
      return byId('welcome-form').requestSubmit();
    case 'private':
      happenedNow({ type: 'privateAsked', person });
      return moved();
    case 'focused':
      return key === active(state) ? true : focused(key);
    case 'people':
      return connection.askForPeople(find(state, key).name);
    case 'older':
      return askForOlder(key);
    case 'typing':
      return find(state, key).kind === 'room' && typing.key(key, performance.now());
    case 'send':
      return send(key, text);
    case 'retry':
      return retry(key, message);
    case 'discard':
      return happened({ type: 'discarded', message });
    case 'leave':
      return leave(key);
    default:
      throw new Error(`Nobody does ${type}`);
  }
}

function join(room) {
  happenedNow({ type: 'joinAsked', room });
  connection.join(room);
  moved();
}

function openConversation(key) {
  happenedNow({ type: 'opened', key });
  moved();
}

function focused(key) {
  happened({ type: 'opened', key });
  located();
}

function leave(key) {
  const { kind, name, outgoing } = find(state, key);
  const words = outgoing.length === 1 ? 'A message here was' : `${outgoing.length} messages here were`;
  if (outgoing.length > 0 && !confirm(`${words} not sent. Leave ${name} all the same?`)) return;
  if (kind === 'room') connection.leave(name);
  happenedNow({ type: 'left', key });
  moved();
}

/** Another conversation is the active one, and what comes next is talking in it. */
function moved() {
  located();
  showSide(false);
  const field = view.field(active(state)) ?? byId('join-room');
  // Where a finger opened it, the keyboard would come up before anything was read.
  if (!matchMedia('(pointer: coarse)').matches) field.focus();
}

/** The room is in the page's address, to be passed on. */
function located() {
  const open = find(state, active(state));
  history.replaceState(null, '', open?.kind === 'room' ? `#${encodeURIComponent(open.name)}` : location.pathname);
  remember(state);
}

function send(key, text) {
  if (!canSend(state, key)) return false;
  const message = `${visit} ${++sends}`;
  happened({ type: 'sendAsked', key, message, text });
  connection.send({ message, conversation: find(state, key), text });
  typing.sent(key);
  return true;
}

function retry(key, message) {
  if (!canSend(state, key)) return;
  const { text } = find(state, key).outgoing.find(({ id }) => id === message);
  happened({ type: 'discarded', message });
  send(key, text);
}

function askForOlder(key) {
  const { name, before, older } = find(state, key);
  if (older === 'loading') return;
  happened({ type: 'olderAsked', key });
  connection.askForOlder(name, before);
}

function takeName(typed) {
  happened({ type: 'named', name: personName(typed) });
  byId('name').value = state.name;
  connection.takeName(state.name);
  remember(state);
}

/** Joins what the field says, or says below it why not. */
function joinFrom(field, room) {
  const problem = roomProblem(room);
  byId(`${field.id}-problem`).textContent = problem ?? '';
  field.setAttribute('aria-invalid', String(problem !== null));
  if (problem === null) join(room);
  else field.focus();
  return problem === null;
}

function roomOfAddress() {
  try {
    return roomName(decodeURIComponent(location.hash.slice(1)));
  } catch {
    return ''; // a % that escapes nothing
  }
}

/** On a narrow screen the lists lie over the room and are called for. */
function showSide(shown_) {
  byId('rooms-toggle').setAttribute('aria-expanded', String(shown_));
  byId('side').classList.toggle('shown', shown_);
  if (shown_) connection.askForRooms();
}

/** The conversation above or below the active one, in the order of the lists. */
function step(by) {
  const inLists = ['room', 'private'].flatMap((kind) => state.conversations.filter((each) => each.kind === kind));
  const at = inLists.findIndex(({ key }) => key === active(state));
  const next = inLists[at + by];
  if (next) openConversation(next.key);
}

function on(id, event, handler) {
  byId(id).addEventListener(event, handler);
}

function onSubmit(id, handler) {
  on(id, 'submit', (event) => {
    event.preventDefault();
    handler();
  });
}

onSubmit('welcome-form', () => {
  const field = byId('welcome-room');
  if (roomProblem(roomName(field.value)) === null) happened({ type: 'entered' });
  takeName(byId('welcome-name').value);
  joinFrom(field, roomName(field.value));
});

onSubmit('join-form', () => {
  const field = byId('join-room');
  if (joinFrom(field, roomName(field.value))) field.value = '';
});

onSubmit('name-form', () => view.field(active(state))?.focus()); // which is a change of the name first
on('name', 'change', () => takeName(byId('name').value));
on('join-room', 'focus', () => connection.askForRooms());

on('reconnect', 'click', () => connection.again());
on('problem-close', 'click', () => happened({ type: 'problemClosed' }));
on('keys-open', 'click', () => byId('keys').showModal());
on('beside', 'click', () => {
  happened({ type: 'sideBySide', on: !state.sideBySide });
  remember(state);
});
on('rooms-toggle', 'click', () => showSide(!byId('side').classList.contains('shown')));
on('side', 'keydown', (event) => {
  if (event.key !== 'Escape' || !byId('side').classList.contains('shown')) return;
  showSide(false);
  byId('rooms-toggle').focus();
});

document.addEventListener('keydown', (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || !state.entered) return;
  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!by) return;
  event.preventDefault();
  step(by);
});

document.addEventListener('visibilitychange', () => {
  happened({ type: 'watched', now: !document.hidden });
  if (!document.hidden) connection.hurry();
});

window.addEventListener('pagehide', () => rememberUnsent(state, (key) => view.field(key)?.value ?? ''));

window.addEventListener('hashchange', () => {
  const room = roomOfAddress();
  if (state.entered && roomProblem(room) === null) join(room);
});

setInterval(() => {
  if (state.watched) connection.askForRooms();
}, ROOMS_EVERY_MS);

function start() {
  const known = recall();
  const asked = roomOfAddress();
  followKeyboard();
  followWidth((fit) => happened({ type: 'laidOut', fit }));
  happened({ type: 'sideBySide', on: known.sideBySide });
  happenedNow({ type: 'named', name: personName(known.name) });
  connection.takeName(state.name);
  byId('welcome-name').value = byId('name').value = state.name;
  byId('welcome-room').value = asked || DEFAULT_ROOM;
  if (known.rooms.length > 0) {
    happened({ type: 'entered' });
    known.rooms.forEach(join);
    restore();
    if (asked) join(asked);
    else openConversation(roomKey(known.open ?? known.rooms[0]));
  } else {
    byId('welcome-name').focus();
  }
}

function restore() {
  for (const { draft, ...left } of recallUnsent()) {
    const key = left.kind === 'private' ? privateKey(left.partner.user) : roomKey(left.name);
    happenedNow({ type: 'restored', conversation: left, outgoing: left.outgoing });
    view.field(key).value = draft;
  }
}

start();
