// What the page knows, and how an event changes it: pure functions on values, no DOM, no connection, no clock.

import * as conversation from './conversation.js';
import { privateKey, roomKey } from './conversation.js';

export const initialState = {
  link: 'connecting', // or 'online', 'offline' (it will be tried again), 'closed' (it will not, see `problem`)
  user: '', // who the server says this is, '' before it has
  client: '', // this connection's own client id
  name: '', // the name chosen here; '' is the user's
  entered: false, // past the welcome
  conversations: [], // see conversation.js
  recent: [], // keys of those that were opened, the last first
  fit: 1, // how many conversations fit beside each other
  sideBySide: true, // whether as many are shown
  watched: true, // whether anybody can see the page
  rooms: [], // those the server has, {room, people}
  problem: null, // {reason, code, ending} that belongs to no conversation; `ending`: it goes when the connection is back
};

const reducers = {
  connecting: (state) => ({ ...state, link: state.link === 'offline' ? 'offline' : 'connecting' }),

  connected: (state, { user, client }) => ({
    ...state,
    link: 'online',
    user,
    client,
    problem: state.problem?.ending ? null : state.problem,
  }),

  disconnected: (state, { final, error }) => ({
    ...state,
    link: final ? 'closed' : 'offline',
    problem: state.problem ?? (error && { reason: error.message, code: error.code, ending: true }),
    client: '',
    conversations: state.conversations.map(conversation.cutOff),
  }),

  named: (state, { name }) => ({ ...state, name }),

  nameRefused: (state, { name, reason }) => ({
    ...state,
    name,
    problem: { reason: `You can’t have this name. ${reason}.`, ending: false },
  }),

  entered: (state) => ({ ...state, entered: true }),

  joinAsked: (state, { room }) => open(having(state, conversation.newRoom(room)), roomKey(room)),

  privateAsked: (state, { person }) => open(having(state, conversation.newPrivate(person)), privateKey(person.user)),

  opened: (state, { key }) => open(state, key),

  left(state, { key }) {
    const at = state.conversations.findIndex((each) => each.key === key);
    const conversations = state.conversations.filter((each) => each.key !== key);
    const recent = state.recent.filter((each) => each !== key);
    const next = conversations[Math.min(at, conversations.length - 1)]?.key;
    return recent.length > 0 || !next
      ? seen({ ...state, conversations, recent })
      : open({ ...state, conversations, recent }, next);
  },

  laidOut: (state, { fit }) => seen({ ...state, fit }),

  sideBySide: (state, { on }) => seen({ ...state, sideBySide: on }),

  watched: (state, { now }) => seen({ ...state, watched: now }),

  joining: (state, { room }) => change(state, roomKey(room), (was) => ({ ...was, status: 'joining', reason: null })),

  joined: (state, { room }) => change(state, roomKey(room), conversation.joined),

  missed: (state, { room }) => change(state, roomKey(room), conversation.missed),

  gap: (state, { room, lost }) => change(state, roomKey(room), (was) => conversation.gap(was, lost)),

  olderAsked: (state, { key }) => change(state, key, (was) => ({ ...was, older: 'loading' })),

  older: (state, { room, ...page }) => change(state, roomKey(room), (was) => conversation.withOlder(was, page, state)),

  olderFailed: (state, { room }) => change(state, roomKey(room), (was) => ({ ...was, older: 'failed' })),

  refused: (state, { room, reason }) => change(state, roomKey(room), (was) => ({ ...was, status: 'refused', reason })),

  message: (state, { room, message }) => said(state, roomKey(room), message),

  private(state, { from, to, message }) {
    const partner = from.user === state.user ? to : from;
    const key = privateKey(partner.user);
    const there = having(state, conversation.newPrivate(partner));
    // Shown where there is room for it; nothing that was opened is put away for it.
    const recent = there.recent.includes(key) ? there.recent : [...there.recent, key];
    const renamed = change({ ...there, recent }, key, (was) => ({ ...was, name: partner.name, partner }));
    return said(renamed, key, { ...message, ...from });
  },

  typing: (state, event) => change(state, roomKey(event.room), (was) => conversation.typed(was, event, state)),

  elapsed: (state, { now }) => ({
    ...state,
    conversations: state.conversations.map((each) => conversation.elapsed(each, now)),
  }),

  people: (state, { room, people }) => change(state, roomKey(room), (was) => conversation.withPeople(was, people)),

  /** A new name comes through one of the rooms that are shared, and is one in all of them. */
  note: (state, { room, note }) =>
    note.event === 'renamed'
      ? { ...state, conversations: state.conversations.map((each) => conversation.noted(each, note)) }
      : change(state, roomKey(room), (was) => conversation.noted(was, note)),

  rooms: (state, { rooms }) => ({ ...state, rooms }),

  sendAsked: (state, { key, message, text }) =>
    change(state, key, (was) => conversation.withOutgoing(was, { id: message, text })),

  sent: (state, { message }) => dropOutgoing(state, message),

  unsent(state, { message, reason, isUnsure }) {
    const failed = isUnsure
      ? 'Perhaps not sent: the connection was lost before the server confirmed it.'
      : `Not sent. ${reason}`;
    return { ...state, conversations: state.conversations.map((each) => conversation.withFailed(each, message, failed)) };
  },

  /** What an earlier visit of this page left unsent. */
  restored(state, { conversation: { kind, name, partner }, outgoing }) {
    const made = kind === 'private' ? conversation.newPrivate(partner) : conversation.newRoom(name);
    const recent = state.recent.includes(made.key) ? state.recent : [...state.recent, made.key];
    const unsure = outgoing.map((message) => ({
      ...message,
      failed: 'Perhaps not sent: the page was closed before the server confirmed it.',
    }));
    return change({ ...having(state, made), recent }, made.key, (was) => ({ ...was, outgoing: unsure }));
  },

  discarded: (state, { message }) => dropOutgoing(state, message),

  problem: (state, { reason, code }) => ({ ...state, problem: { reason, code, ending: false } }),

  problemClosed: (state) => ({ ...state, problem: null }),
};

/** The state after an event. An event that nobody knows is a mistake in the page. */
export function reduce(state, event) {
  return reducers[event.type](state, event);
}

export function find(state, key) {
  return state.conversations.find((each) => each.key === key);
}

/** The key of the conversation in which what comes next is said, or null. */
export function active(state) {
  return state.recent[0] ?? null;
}

/** The keys of what is shown, in the order of the lists. */
export function shown(state) {
  const keys = state.recent.slice(0, state.sideBySide ? state.fit : 1);
  return state.conversations.map(({ key }) => key).filter((key) => keys.includes(key));
}

export function unread(state) {
  return state.conversations.reduce((sum, each) => sum + each.unread, 0);
}

/** Whether a text can be sent now: to a room it waits for the connection. */
export function canSend(state, key) {
  const found = find(state, key);
  if (found?.kind === 'private') return state.link === 'online';
  return state.link !== 'closed' && found !== undefined && found.status !== 'refused';
}

function having(state, made) {
  return find(state, made.key) ? state : { ...state, conversations: [...state.conversations, made] };
}

function open(state, key) {
  return seen({ ...state, recent: [key, ...state.recent.filter((each) => each !== key)] });
}

/** What is on the screen while somebody is there is read. */
function seen(state) {
  if (!state.watched) return state;
  const keys = shown(state);
  const conversations = state.conversations.map((each) =>
    each.unread > 0 && keys.includes(each.key) ? { ...each, unread: 0 } : each,
  );
  return { ...state, conversations };
}

function said(state, key, message) {
  return seen(change(state, key, (was) => conversation.said(was, message, state)));
}

/** A late event of a room that was left changes nothing. */
function change(state, key, by) {
  return { ...state, conversations: state.conversations.map((each) => (each.key === key ? by(each) : each)) };
}

function dropOutgoing(state, id) {
  return { ...state, conversations: state.conversations.map((each) => conversation.withoutOutgoing(each, id)) };
}
