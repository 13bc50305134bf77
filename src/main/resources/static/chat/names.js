// What a room and a person may be called. The server decides; this says sooner what it would say.

const MAX_ROOM_BYTES = 200;
const MAX_NAME_CHARACTERS = 40;
const CONTROL = /\p{Cc}/u;
const UNSEEN = /[\p{Cf}\p{Variation_Selector}\s]/gu;
const GUEST = 'guest-';
const SHORT = 4;

/** A room's name as it is sent: "Café" is one room, however the keyboard composed it. */
export function roomName(typed) {
  return typed.trim().normalize('NFC');
}

/** Why this room name can't be used, or null. */
export function roomProblem(room) {
  if (room === '') return 'Give the room a name.';
  if (CONTROL.test(room)) return 'A room name holds no control characters.';
  if (/[*?{}]/.test(room)) return 'A room name holds none of * ? { }.';
  const segments = room.split('/');
  if (segments.includes('')) return 'A room name neither starts nor ends with "/", and has no "//".';
  if (segments.includes('.') || segments.includes('..')) return 'No part of a room name is just "." or "..".';
  const bytes = new TextEncoder().encode(room).length;
  return bytes > MAX_ROOM_BYTES ? `This name is too long: ${bytes} of at most ${MAX_ROOM_BYTES} bytes.` : null;
}

/** A person's name as it is sent: one line, bounded. */
export function personName(typed) {
  const oneLine = (typed ?? '').replace(/\s+/gu, ' ').trim().normalize('NFC');
  return [...oneLine].slice(0, MAX_NAME_CHARACTERS).join('');
}

/** Whether nobody vouched for this user. The server gives such names to guests and to nobody else. */
export const isGuest = (user) => user.startsWith(GUEST);

/** What tells a guest from others of the same name. */
export const shortId = (user) => `#${user.slice(-SHORT)}`;

/** Whether people could take one name for the other. */
export const alike = (one, other) => folded(one) === folded(other);

function folded(name) {
  return name.normalize('NFKC').replace(UNSEEN, '').toLowerCase();
}
