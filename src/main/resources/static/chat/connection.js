// One STOMP connection over SockJS that comes back by itself, the name it goes by, and the rooms it is to be in.
// It knows frames and nothing of the page: what happens goes to `tell` as plain events (see state.js).

import { destinationOf, isGuest } from './names.js';

const ERRORS = { destination: '/user/queue/errors', id: 'errors' };
const PRIVATE = { destination: '/user/queue/private', id: 'private' };
const TEXT = 'text/plain;charset=utf-8';
const NOTES = ['joined', 'left', 'renamed'];

// A room's subscription id comes from its name, so that every page uses the same and the server encodes a message once
// for all of them. No room's name starts with "/", so no room's id is another subscription's.
const idOf = (room) => `/${room}`;

// The first wait differs from page to page, so that a restarted server does not get everyone at once.
const FIRST_RECONNECT_MS = 400 + Math.random() * 400;
const MAX_RECONNECT_MS = 15_000;

// None from here: browsers let a hidden tab's timers run once a minute, and a late beat would cost the connection. The
// server pings a client that promises no beats, and the browser itself answers.
const OUTGOING_BEAT_MS = 0;
const INCOMING_BEAT_MS = 20_000;

// Close codes of this range say "do not come back: the next try would end the same way" (ErrorCode.java has the table).
const isFinal = (closeCode) => closeCode >= 4500 && closeCode <= 4999;

/** What this connection has with a room. Absent: nothing. */
const JOINING = 'joining';
const JOINED = 'joined';
/** Left before the join was answered: to be left as soon as it is, for a refused join must not be left at all. */
const UNWANTED = 'unwanted';

export function openConnection(url, tell) {
  const wanted = new Set(); // the rooms to be in, also while there is no connection
  const joins = new Map(); // room -> JOINING, JOINED or UNWANTED, on this connection only
  // receipt -> what it is for, on this connection only: {room} of a join, {message} of a send, {name} of a name,
  // {aside} of what nobody misses when it is refused
  const awaited = new Map();
  let count = 0; // of receipts, and of ids that are used once
  let name = ''; // the one to have; '' is the user's own
  let accepted = ''; // the last one that the server took
  let user = '';
  let mended = false; // the frame that ended this connection is known and will not be sent again

  const stomp = new StompJs.Client({
    webSocketFactory: () => new SockJS(url),
    reconnectDelay: FIRST_RECONNECT_MS,
    reconnectTimeMode: StompJs.ReconnectionTimeMode.EXPONENTIAL,
    maxReconnectDelay: MAX_RECONNECT_MS,
    connectionTimeout: 10_000,
    heartbeatOutgoing: OUTGOING_BEAT_MS,
    heartbeatIncoming: INCOMING_BEAT_MS,
    beforeConnect: () => tell({ type: 'connecting' }),
    onConnect: ({ headers }) => {
      mended = false;
      user = headers['user-name'] ?? '';
      tell({ type: 'connected', user, client: headers.client ?? '' });
      stomp.subscribe(ERRORS.destination, onRefusal, { id: ERRORS.id });
      stomp.subscribe(PRIVATE.destination, onPrivate, { id: PRIVATE.id });
      sendName(); // before the rooms, which are told who comes
      wanted.forEach(subscribe);
      askForRooms();
    },
    onUnhandledReceipt: ({ headers }) => onReceipt(headers['receipt-id']),
    onStompError: onError,
    onWebSocketClose: ({ code, reason }) => {
      joins.clear();
      awaited.clear();
      const final = isFinal(code) && !mended;
      if (final) stomp.deactivate();
      tell({ type: 'disconnected', final, reason });
    },
  });

  function receiptFor(what) {
    const receipt = `r${++count}`;
    awaited.set(receipt, what);
    return receipt;
  }

  function subscribe(room) {
    joins.set(room, JOINING);
    tell({ type: 'joining', room });
    const headers = { id: idOf(room), receipt: receiptFor({ room }) };
    stomp.subscribe(destinationOf(room), (frame) => onRoom(room, frame), headers);
  }

  function unsubscribe(room) {
    joins.delete(room);
    stomp.unsubscribe(idOf(room));
  }

  function sendName() {
    const body = name && isGuest(user) ? name : user;
    const headers = { 'content-type': TEXT, receipt: receiptFor({ name: body }) };
    stomp.publish({ destination: '/app/chat/name', headers, body });
  }

  /** Asks a question that is answered once. */
  function ask(destination, headers, answered) {
    const id = `ask${++count}`;
    const asked = stomp.subscribe(
      destination,
      ({ body }) => {
        asked.unsubscribe();
        answered(JSON.parse(body));
      },
      { ...headers, id, receipt: receiptFor({ aside: true }) },
    );
  }

  function askForRooms() {
    ask('/app/chat/rooms', {}, ({ rooms }) => tell({ type: 'rooms', rooms }));
  }

  function onRoom(room, { headers, body }) {
    if (joins.get(room) === UNWANTED) return;
    // `from`, `client` and `x-name` are the server's word. What it says itself has no `from`.
    const { event = 'message', client = '', from: sender = '', 'x-name': name = '' } = headers;
    if (sender === '' && NOTES.includes(event)) {
      const { person, people: count, was } = JSON.parse(body);
      tell({ type: 'note', room, note: { event, person, count, was } });
    } else if (event === 'typing') {
      tell({ type: 'typing', room, client, user: sender, name, now: performance.now() });
    } else if (event === 'message') {
      tell({ type: 'message', room, message: { ...messageOf(headers), user: sender, client, name, text: body } });
    }
  }

  function onPrivate({ headers, body }) {
    const { from, to, text } = JSON.parse(body);
    tell({ type: 'private', from, to, message: { ...messageOf(headers), text } });
  }

  function messageOf(headers) {
    return { id: headers['message-id'], at: Number(headers['sent-at']) || Date.now() };
  }

  function onReceipt(receipt) {
    const what = awaited.get(receipt);
    awaited.delete(receipt);
    if (what?.message) {
      tell({ type: 'sent', message: what.message });
    } else if (what?.name) {
      accepted = what.name === user ? '' : what.name;
    } else if (what?.room && joins.get(what.room) === UNWANTED) {
      unsubscribe(what.room);
    } else if (what?.room) {
      joins.set(what.room, JOINED);
      tell({ type: 'joined', room: what.room });
    }
  }

  /** A frame was refused and the connection lives. */
  function onRefusal(frame) {
    const { code, message, receipt } = JSON.parse(frame.body);
    refuse(receipt, message, code);
  }

  /** A frame broke the rules: the server closes after this. */
  function onError({ headers }) {
    const receipt = headers['receipt-id'];
    mended = awaited.has(receipt);
    refuse(receipt, headers.message ?? 'The server ended the connection.', headers.code, true);
  }

  function refuse(receipt, reason, code, ending = false) {
    const what = awaited.get(receipt);
    awaited.delete(receipt);
    if (what?.message) {
      tell({ type: 'unsent', message: what.message, reason });
    } else if (what?.room) {
      joins.delete(what.room);
      wanted.delete(what.room); // asking again at each reconnection would be refused again, or close each connection
      tell({ type: 'refused', room: what.room, reason });
    } else if (what?.name) {
      name = accepted;
      if (name === '' && what.name !== user) sendName(); // to be somebody all the same
      tell({ type: 'nameRefused', name, reason });
    } else if (!what?.aside) {
      tell({ type: 'problem', reason, code, ending });
    }
  }

  return {
    open: () => stomp.activate(),

    join(room) {
      wanted.add(room);
      if (!stomp.connected) return;
      if (joins.get(room) === UNWANTED) joins.set(room, JOINING);
      else if (!joins.has(room)) subscribe(room);
    },

    leave(room) {
      wanted.delete(room);
      if (joins.get(room) === JOINED) unsubscribe(room);
      else if (joins.has(room)) joins.set(room, UNWANTED);
    },

    /** Takes a name, '' for the user's own, now and at each reconnection. */
    takeName(chosen) {
      const before = name;
      name = chosen;
      if (stomp.connected && name !== before) sendName();
    },

    /** Sends a text; `message` is the page's own id for it, which comes back in `sent` or `unsent`. */
    send({ message, conversation, text }) {
      const headers = { 'content-type': TEXT, receipt: receiptFor({ message }) };
      if (conversation.kind === 'private') {
        headers.to = conversation.partner.user;
        stomp.publish({ destination: '/app/chat/private', headers, body: text });
      } else {
        headers.event = 'message';
        stomp.publish({ destination: destinationOf(conversation.name), headers, body: text });
      }
    },

    /** Lets a room know that somebody is typing there. */
    sayTyping(room) {
      if (joins.get(room) !== JOINED) return;
      const headers = { event: 'typing', volatile: 'true', echo: 'false', receipt: receiptFor({ aside: true }) };
      stomp.publish({ destination: destinationOf(room), headers });
    },

    /** Asks who is in a room. */
    askForPeople(room) {
      if (joins.get(room) !== JOINED) return;
      ask('/app/chat/people', { room }, ({ count: clients, people: list }) =>
        tell({ type: 'people', room, people: { count: clients, list } }),
      );
    },

    askForRooms() {
      if (stomp.connected) askForRooms();
    },
  };
}
