// Puts the parts together: events change the state, the state is shown, and what people do becomes events and frames.

import { openConnection } from './connection.js';
import { byId } from './dom.js';
import { recall, remember } from './memory.js';
import { personName, roomName, roomProblem } from './names.js';
import { canSend, findRoom, initialState, reduce } from './state.js';
import { openView } from './view.js';

const DEFAULT_ROOM = 'lobby';

let state = initialState;
let drawing = false;
let sends = 0;

const connection = openConnection(new URL('../sockjs', import.meta.url).href, happened);
const show = openView(act);

/** Many events may come between two frames of the screen: they are drawn once. */
function happened(event) {
  state = reduce(state, event);
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    show(state);
  });
}

/** Like `happened`, and drawn before the caller goes on, who moves the focus to what it made. */
function happenedNow(event) {
  state = reduce(state, event);
  show(state);
}

function act({ type, room, message }) {
  if (type === 'open') openRoom(room);
  if (type === 'retry') retry(message);
  if (type === 'discard') happened({ type: 'discarded', message });
}

function join(room) {
  happenedNow({ type: 'joinAsked', room });
  connection.join(room);
  moved();
}

function openRoom(room) {
  happenedNow({ type: 'opened', room });
  moved();
}

function leave(room) {
  connection.leave(room);
  happenedNow({ type: 'left', room });
  moved();
}

/** Another room is shown: it is in the page's address, to be passed on, and what comes next is talking in it. */
function moved() {
  history.replaceState(null, '', state.open === null ? location.pathname : `#${encodeURIComponent(state.open)}`);
  remember(state);
  showSide(false);
  byId(state.open === null ? 'join-room' : 'text').focus();
}

function send(room, text) {
  const message = `own ${++sends}`;
  happened({ type: 'sendAsked', message, room, text });
  connection.send({ message, room, text, name: state.name });
}

function retry(message) {
  if (!canSend(state)) return;
  const { text } = findRoom(state, state.open).outgoing.find(({ id }) => id === message);
  happened({ type: 'discarded', message });
  send(state.open, text);
}

function takeName(typed) {
  happened({ type: 'named', name: personName(typed) });
  byId('name').value = state.name;
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

/** On a narrow screen the list of rooms lies over the room and is called for. */
function showSide(shown) {
  byId('rooms-toggle').setAttribute('aria-expanded', String(shown));
  byId('side').classList.toggle('shown', shown);
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

onSubmit('name-form', () => byId('text').focus());
on('name', 'change', () => takeName(byId('name').value));

onSubmit('composer', () => {
  const text = byId('text').value.trim();
  if (text === '' || !canSend(state)) return;
  byId('text').value = '';
  send(state.open, text);
});

on('text', 'keydown', (event) => {
  // While an input method composes, Enter chooses a word.
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  byId('composer').requestSubmit();
});

on('leave', 'click', () => leave(state.open));
on('reconnect', 'click', () => connection.open());
on('problem-close', 'click', () => happened({ type: 'problemClosed' }));
on('rooms-toggle', 'click', () => showSide(!byId('side').classList.contains('shown')));
on('side', 'keydown', (event) => {
  if (event.key !== 'Escape') return;
  showSide(false);
  byId('rooms-toggle').focus();
});

window.addEventListener('hashchange', () => {
  const room = roomOfAddress();
  if (state.entered && roomProblem(room) === null) join(room);
});

function start() {
  const known = recall();
  const asked = roomOfAddress();
  happenedNow({ type: 'named', name: personName(known.name) });
  byId('welcome-name').value = byId('name').value = state.name;
  byId('welcome-room').value = asked || DEFAULT_ROOM;
  if (known.rooms.length > 0) {
    happened({ type: 'entered' });
    known.rooms.forEach(join);
    if (asked) join(asked);
    else openRoom(known.open ?? known.rooms[0]);
  } else {
    byId('welcome-name').focus();
  }
  connection.open();
}

start();
