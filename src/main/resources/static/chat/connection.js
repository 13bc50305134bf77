// The page's one hub, the name it goes by, and the rooms it is to be in. It knows what is said to the server and nothing of
// the page: what happens goes to `tell` as plain events (see state.js).

import { connect } from '../hubbub.js';
import { isGuest } from './names.js';

const PAGE = 50; // messages: so many of a room come first, and with each look further back
const NOTES = ['joined', 'left', 'renamed'];

// Not the server's word on what was sent: it may have been taken or not, or went nowhere.
const UNSURE = 'unknown-outcome';
const NO_ANSWER = [UNSURE, 'connection-lost', 'closed'];

/** @param {string} guest the secret by which a guest is the same one again */
export function openConnection(guest, tell) {
  const rooms = new Map(); // name -> hubbub.js's room, of all to be in; those of an ended hub are entered again with the next
  let name = ''; // the one to have; '' is the user's own
  let accepted = ''; // the last one that the server took
  let hub = newHub();

  function newHub() {
    const made = connect({ guest });
    made.on('connecting', () => tell({ type: 'connecting' }));
    made.on('connected', ({ user, client }) => {
      tell({ type: 'connected', user, client });
      sendName(); // before the rooms, which are told who comes
      askForRooms();
    });
    made.on('disconnected', ({ error }) => tell({ type: 'disconnected', final: false, error }));
    made.on('closed', ({ error }) => tell({ type: 'disconnected', final: true, error }));
    made.on('error', ({ message, code }) => tell({ type: 'problem', reason: message, code }));
    made.subscribe('/user/queue/private', onPrivate);
    return made;
  }

  /** @param {string | null} since the last position that was heard before; null: the last page is to come first */
  function enter(name, since) {
    const room = hub.namespace('chat').join(name, { history: PAGE, since });
    rooms.set(name, room);
    let isBack = false; // what is replayed was missed, rather than said before this page came
    tell({ type: 'joining', room: name });
    room.on('state', (state) => {
      if (state === 'joining' || state === 'joined') tell({ type: state, room: name });
    });
    room.on('recovered', ({ missed }) => {
      isBack = true;
      if (missed > 0) tell({ type: 'missed', room: name });
    });
    room.on('gap', ({ lost }) => {
      isBack = true;
      tell({ type: 'gap', room: name, lost }); // none is skipped: the page asks for all
    });
    room.on('refused', ({ message: reason }) => {
      if (hub.state === 'closed') return; // it is not the room
      rooms.delete(name); // to ask again at each reconnection would be refused again
      tell({ type: 'refused', room: name, reason });
    });
    room.onAny((event, message) => onRoom(name, event, message, message.replayed && !isBack));
    if (since === null) {
      const whole = ({ missed }) => missed < PAGE && tell({ type: 'older', room: name, messages: [], before: null, whole: true });
      room.joined.then(whole, () => {});
    }
  }

  function onRoom(room, event, message, isPast) {
    const { from, client, body, headers } = message;
    // What the server says itself has no `from`.
    if (from === null && NOTES.includes(event)) {
      const { person, people: count, was } = body;
      tell({ type: 'note', room, note: { event, person, count, was } });
    } else if (event === 'typing') {
      tell({ type: 'typing', room, client, user: from ?? '', name: headers['x-name'] ?? '', now: performance.now() });
    } else if (event === 'message') {
      tell({ type: 'message', room, message: saidIn(message, isPast) });
    }
  }

  /** `from`, `client` and `x-name` are the server's word; `x-id` is the sender's own. */
  function saidIn({ id, text, from, client, sentAt, headers }, isPast) {
    const name = headers['x-name'] ?? '';
    return { id, at: sentAt, user: from ?? '', client: client ?? '', name, ownId: headers['x-id'] ?? null, text, isPast };
  }

  function onPrivate({ id, sentAt, body: { from, to, text } }) {
    tell({ type: 'private', from, to, message: { id, at: sentAt ?? Date.now(), text, ownId: null, isPast: false } });
  }

  function sendName() {
    const asked = name && isGuest(hub.user) ? name : hub.user;
    const taken = () => {
      accepted = asked === hub.user ? '' : asked;
    };
    const refused = ({ code, message }) => {
      if (NO_ANSWER.includes(code)) return;
      name = accepted;
      if (name === '' && asked !== hub.user) sendName(); // to be somebody all the same
      tell({ type: 'nameRefused', name, reason: message });
    };
    hub.send('/app/chat/name', asked).then(taken, refused);
  }

  /** Asks a question; nobody misses the answer when there is none. */
  function ask(destination, headers, answered) {
    hub.get(destination, headers).then(({ body }) => answered(body), () => {});
  }

  function askForRooms() {
    ask('/app/chat/rooms', {}, (answer) => tell({ type: 'rooms', rooms: answer.rooms }));
  }

  return {
    /** Connects now, rather than after a wait. */
    hurry: () => hub.reconnect(),

    /** Connects though the server said not to come back. */
    again() {
      if (hub.state !== 'closed') return;
      hub = newHub();
      for (const [name, { position }] of [...rooms]) enter(name, position);
    },

    join(room) {
      if (!rooms.has(room)) enter(room, null);
    },

    leave(room) {
      rooms.get(room)?.leave();
      rooms.delete(room);
    },

    /** Takes a name, '' for the user's own, now and at each reconnection. */
    takeName(chosen) {
      const before = name;
      name = chosen;
      if (hub.state === 'connected' && name !== before) sendName();
    },

    /**
     * Sends a text, to a room also while there is no connection; `message` is the page's own id for it, which comes back in
     * `sent` or `unsent`, and as `ownId` of what everybody reads.
     */
    send({ message, conversation: { kind, name, partner }, text }) {
      const sent =
        kind === 'private'
          ? hub.send('/app/chat/private', text, { headers: { to: partner.user } })
          : rooms.get(name).send('message', text, { headers: { 'x-id': message } });
      sent.then(
        () => tell({ type: 'sent', message }),
        ({ code, message: reason }) => tell({ type: 'unsent', message, reason, isUnsure: code === UNSURE }),
      );
    },

    /** Lets a room know that somebody is typing there. */
    sayTyping(room) {
      rooms.get(room)?.broadcast.volatile.send('typing');
    },

    /** Asks who is in a room. */
    askForPeople(room) {
      if (rooms.get(room)?.state !== 'joined') return;
      ask('/app/chat/people', { room }, ({ count, people: list }) => tell({ type: 'people', room, people: { count, list } }));
    },

    askForRooms,

    /** Asks for the page of messages before a position; null: for the last. */
    async askForOlder(name, before) {
      const room = rooms.get(name);
      const read = await room.history(before, PAGE).catch(() => null);
      if (rooms.get(name) !== room) return; // it was left, and is another one now if it is there again
      if (read === null) {
        tell({ type: 'olderFailed', room: name });
      } else {
        const messages = read.filter(({ event }) => event === 'message').map((message) => saidIn(message, true));
        tell({ type: 'older', room: name, messages, before: read[0]?.position ?? null, whole: read.length < PAGE });
      }
    },
  };
}
