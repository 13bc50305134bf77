// One conversation, a room or a private one, and how an event changes it: pure functions on values.
//
// {key, kind, name, partner, status, reason, items, notes, outgoing, unread, people, typing}:
//   kind      'room', or 'private' with the user `partner` = {client, user, name, guest}
//   status    'waiting' (no connection), 'joining', 'joined', 'refused' (then `reason` says why)
//   items     what was said, oldest first: messages, notes of this page's own, and runs of who came and went
//   most      so many of them are kept, when more come; it grows with what is read of older ones
//   before    the position before which older messages are; null: none is known
//   older     'more' (there may be older ones), 'loading', 'failed', or 'none'
//   notes     how many notes there have been, which makes their keys
//   outgoing  own messages the server has not confirmed: {id, text, failed}, `failed` being null or what became of it
//   people    who is there (see people.js); null: not known, or a private conversation
//   typing    who is: {client, user, name, until}

import { afterNote, tagOf } from './people.js';

const KEPT_ITEMS = 500; // what is older leaves the page, unless somebody went back for it
const TYPING_MS = 5_000; // from the last sign of it
const SERVER = 'Hubbub';

export const roomKey = (room) => `room:${room}`;
export const privateKey = (user) => `user:${user}`;

const fresh = {
  status: 'waiting',
  reason: null,
  items: [],
  most: KEPT_ITEMS,
  before: null,
  older: 'none',
  notes: 0,
  outgoing: [],
  unread: 0,
  people: null,
  typing: [],
};

export const newRoom = (room) => ({
  ...fresh,
  key: roomKey(room),
  kind: 'room',
  name: room,
  partner: null,
  older: 'more',
});

export const newPrivate = (partner) => ({
  ...fresh,
  key: privateKey(partner.user),
  kind: 'private',
  name: partner.name,
  partner,
});

/** Something was said; `own` is this page's {client, user, name}. */
export function said(was, message, own) {
  const item = itemOf(was, message, own);
  return {
    ...withItems({ ...was, before: was.before ?? message.id }, [...was.items, item]),
    unread: item.mine || message.isPast ? was.unread : was.unread + 1,
    outgoing: item.mine ? withoutEcho(was.outgoing, message, own) : was.outgoing,
    typing: was.typing.filter(({ client }) => client !== message.client),
  };
}

/** A page of older messages was read, from the position `before` on; `whole` where there is nothing before it. */
export function withOlder(was, { messages, before, whole }, own) {
  const items = messages.map((message) => itemOf(was, message, own));
  return {
    ...was,
    items: [...items, ...was.items],
    most: was.most + items.length,
    before: before ?? was.before,
    older: whole ? 'none' : 'more',
  };
}

function itemOf(was, message, own) {
  const name = message.name || message.user || SERVER;
  const others = [...(was.people?.list ?? []), ...was.items.filter(({ kind }) => kind === 'message')];
  const tag = tagOf(message.user, name, others);
  return { ...message, kind: 'message', key: message.id, name, mine: isOwn(message, own), tag };
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
  const events = [...run, happened].slice(-KEPT_ITEMS);
  return { ...withItems(was, [...before, { kind: 'presence', key: `note ${notes}`, events }]), notes };
}

/** A note of this page's own. */
export function withNote(was, text) {
  const notes = was.notes + 1;
  return { ...withItems(was, [...was.items, { kind: 'note', key: `note ${notes}`, text }]), notes };
}

/** The connection ended. What was sent to a room waits for the next one. */
export function cutOff(was) {
  return { ...was, status: was.status === 'refused' ? 'refused' : 'waiting', people: null, typing: [] };
}

export function joined(was) {
  return { ...was, status: 'joined', reason: null, older: was.older === 'failed' ? 'more' : was.older };
}

/** What was said while the connection was lost comes next. */
export const missed = (was) => withNote(was, 'While you were offline');

/** So many messages that were said meanwhile are not kept any more; null: nobody knows how many. */
export function gap(was, lost) {
  if (lost === null) return withNote(was, 'Older messages are gone');
  return withNote(was, lost === 1 ? '1 message is gone' : `${lost.toLocaleString()} messages are gone`);
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

/** With these items, or the newest of them: then there are older ones again. */
function withItems(was, all) {
  if (all.length <= was.most) return { ...was, items: all };
  const items = all.slice(-was.most);
  const first = items.find(({ kind }) => kind === 'message');
  return was.kind === 'private' ? { ...was, items } : { ...was, items, before: first?.id ?? null, older: 'more' };
}

/**
 * The echo of an own message takes its place. It has the page's id for it, also where an earlier visit sent it; a private one
 * has none, but those come back in the order they were sent.
 */
function withoutEcho(outgoing, { ownId, client, text }, own) {
  const isIt = (each) => (ownId === null ? client === own.client && each.failed === null && each.text === text : each.id === ownId);
  const at = outgoing.findIndex(isIt);
  return at < 0 ? outgoing : outgoing.toSpliced(at, 1);
}
