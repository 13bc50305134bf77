// What this browser remembers: between visits the name and the rooms, and while the page is loaded again which guest it is
// and what was not sent. Without storage (a strict browser) it is nothing.

import { secret } from '../hubbub/random.js';

const KEY = 'hubbub.chat';
const GUEST = 'hubbub.chat.guest';
const UNSENT = 'hubbub.chat.unsent';

export function recall() {
  const { name = '', rooms = [], open = null, sideBySide = true } = read(() => localStorage, KEY);
  return { name, rooms, open, sideBySide };
}

export function remember({ name, conversations, recent, sideBySide }) {
  const rooms = conversations.filter(({ kind }) => kind === 'room');
  const open = recent.map((key) => rooms.find((room) => room.key === key)).find(Boolean)?.name ?? null;
  write(() => localStorage, KEY, { name, rooms: rooms.map((room) => room.name), open, sideBySide });
}

/** By which the server knows this tab's guest. */
export function guestSecret() {
  const { guest = secret() } = read(() => sessionStorage, GUEST);
  write(() => sessionStorage, GUEST, { guest });
  return guest;
}

/** What an earlier page of this tab left: [{kind, name, partner, outgoing, draft}], handed out once. */
export function recallUnsent() {
  const { left = [] } = read(() => sessionStorage, UNSENT);
  write(() => sessionStorage, UNSENT, {});
  return left;
}

/** `draftOf` tells what stands in a conversation's field. */
export function rememberUnsent({ conversations }, draftOf) {
  const left = conversations
    .map(({ key, kind, name, partner, outgoing }) => ({ kind, name, partner, outgoing, draft: draftOf(key) }))
    .filter(({ outgoing, draft }) => outgoing.length > 0 || draft !== '');
  write(() => sessionStorage, UNSENT, { left });
}

// The storage comes as a function, for to be denied it may be to fail in naming it.

function read(storage, key) {
  try {
    return JSON.parse(storage().getItem(key)) ?? {};
  } catch {
    return {};
  }
}

function write(storage, key, value) {
  try {
    storage().setItem(key, JSON.stringify(value));
  } catch {
    // Full or forbidden: the page works, the next visit starts afresh.
  }
}
