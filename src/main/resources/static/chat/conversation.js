// One conversation, a room or a private one, and how an event changes it: pure functions on values.
//
// {key, kind, name, partner, status, reason, items, notes, outgoing, unread, people, typing}:
//   kind      'room', or 'private' with the user `partner` = {client, user, name, guest}
//   status    'waiting' (no connection), 'joining', 'joined', 'refused' (then `reason` says why)
//   items     what was said, oldest first: messages, notes of this page's own, and runs of who came and went
//   notes     how many notes there have been, which makes their keys
//   outgoing  own messages the server has not confirmed: {id, text, failed}, `failed` being null or what became of it
//   people    who is there (see people.js); null: not known, or a private conversation
//   typing    who is: {client, user, name, until}

import { afterNote, tagOf } from './people.js';

const KEPT_ITEMS = 500; // what is older leaves the page
const TYPING_MS = 5_000; // from the last sign of it
const SERVER = 'Hubbub';

export const roomKey = (room) => `room:${room}`;
export const privateKey = (user) => `user:${user}`;

const fresh = { status: 'waiting', reason: null, items: [], notes: 0, outgoing: [], unread: 0, people: null, typing: [] };

export const newRoom = (room) => ({ ...fresh, key: roomKey(room), kind: 'room', name: room, partner: null });

export const newPrivate = (partner) => ({
  ...fresh,
  key: privateKey(partner.user),
  kind: 'private',
  name: partner.name,
  partner,
});

/** Something was said; `own` is this page's {client, user, name}. */
export function said(was, message, own) {
  const mine = isOwn(message, own);
  const name = message.name || message.user || SERVER;
  const others = [...(was.people?.list ?? []), ...was.items.filter(({ kind }) => kind === 'message')];
  const item = { ...message, kind: 'message', key: message.id, name, mine, tag: tagOf(message.user, name, others) };
  return {
    ...was,
    items: kept([...was.items, item]),
    unread: mine ? was.unread : was.unread + 1,
    outgoing: message.client === own.client ? withoutFirst(was.outgoing, message.text) : was.outgoing,
    typing: was.typing.filter(({ client }) => client !== message.client),
  };
}

/** Somebody is typing, until then unless there is another sign of it. */
export function typed(was, { client, user, name, now }, own) {
  if (isOwn({ client, user }, own)) return was;
  const others = was.typing.filter((each) => each.client !== client);
  return { ...was, typing: [...others, { client, user, name: name || user, until: now + TYPING_MS }] };
}

export function elapsed(was, now) {
  const typing = was.typing.filter(({ until }) => until > now);
  return typing.length === was.typing.length ? was : { ...was, typing };
}

/** The server's answer to who is there. */
export const withPeople = (was, people) => ({ ...was, people });

/** The server's note that somebody came, went, or is called something else. */
export function noted(was, note) {
  if (was.people === null) return was;
  const { people, news } = afterNote(was.people, note);
  const { event, person } = note;
  const typing = event === 'left' ? was.typing.filter(({ client }) => client !== person.client) : was.typing;
  const now = { ...was, people, typing };
  return news ? withPresence(now, { event, name: person.name, was: note.was }) : now;
}

/** Who comes and goes with nothing said in between is one line, not many. */
function withPresence(was, happened) {
  const last = was.items.at(-1);
  const run = last?.kind === 'presence' ? last.events : [];
  const before = run.length > 0 ? was.items.slice(0, -1) : was.items;
  const notes = was.notes + 1;
  return {
    ...was,
    notes,
    items: kept([...before, { kind: 'presence', key: `note ${notes}`, events: [...run, happened].slice(-KEPT_ITEMS) }]),
  };
}

/** A note of this page's own. */
export function withNote(was, text) {
  const notes = was.notes + 1;
  return { ...was, notes, items: kept([...was.items, { kind: 'note', key: `note ${notes}`, text }]) };
}

export function cutOff(was) {
  const now = {
    ...was,
    status: was.status === 'refused' ? 'refused' : 'waiting',
    people: null,
    typing: [],
    outgoing: was.outgoing.map((message) => ({
      ...message,
      failed: message.failed ?? 'Perhaps not sent: the connection was lost before the server confirmed it.',
    })),
  };
  return was.status === 'joined' ? withNote(now, 'Connection lost. What others say now will be missing here.') : now;
}

export function joined(was) {
  const now = { ...was, status: 'joined', reason: null };
  return was.items.length > 0 ? withNote(now, 'Connected again.') : now;
}

export const withOutgoing = (was, message) => ({ ...was, outgoing: [...was.outgoing, { ...message, failed: null }] });

export const withoutOutgoing = (was, id) => ({ ...was, outgoing: was.outgoing.filter((message) => message.id !== id) });

export const withFailed = (was, id, failed) => ({
  ...was,
  outgoing: was.outgoing.map((message) => (message.id === id ? { ...message, failed } : message)),
});

function isOwn({ client, user }, own) {
  return (client !== '' && client === own.client) || (user !== '' && user === own.user);
}

function kept(items) {
  return items.slice(-KEPT_ITEMS);
}

/** The echo of an own message takes its place: own messages come back in the order they were sent. */
function withoutFirst(outgoing, text) {
  const at = outgoing.findIndex((message) => message.failed === null && message.text === text);
  return at < 0 ? outgoing : outgoing.toSpliced(at, 1);
}
