// One STOMP connection over SockJS that comes back by itself, and the rooms it is to be in.
// It knows frames and nothing of the page: what happens goes to `tell` as plain events (see state.js).

import { destinationOf } from './names.js';

const ERRORS = '/user/queue/errors';
const ERRORS_ID = 'errors';

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
  const awaited = new Map(); // receipt -> {room} of a join or {message} of a send, on this connection only
  let receipts = 0;
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
      tell({ type: 'connected', user: headers['user-name'] ?? '', client: headers.client ?? '' });
      stomp.subscribe(ERRORS, onRefusal, { id: ERRORS_ID });
      wanted.forEach(subscribe);
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
    const receipt = `r${++receipts}`;
    awaited.set(receipt, what);
    return receipt;
  }

  function subscribe(room) {
    joins.set(room, JOINING);
    tell({ type: 'joining', room });
    const headers = { id: idOf(room), receipt: receiptFor({ room }) };
    stomp.subscribe(destinationOf(room), (frame) => onMessage(room, frame), headers);
  }

  function unsubscribe(room) {
    joins.delete(room);
    stomp.unsubscribe(idOf(room));
  }

  function onMessage(room, { headers, body }) {
    if (joins.get(room) === UNWANTED) return;
    tell({
      type: 'message',
      room,
      id: headers['message-id'],
      event: headers.event ?? 'message',
      user: headers.from ?? '',
      client: headers.client ?? '',
      name: headers['x-name'] ?? '',
      at: Number(headers['sent-at']) || Date.now(),
      text: body,
    });
  }

  function onReceipt(receipt) {
    const what = awaited.get(receipt);
    awaited.delete(receipt);
    if (what?.message) {
      tell({ type: 'sent', message: what.message });
    } else if (joins.get(what?.room) === UNWANTED) {
      unsubscribe(what.room);
    } else if (what) {
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
    } else if (what) {
      joins.delete(what.room);
      wanted.delete(what.room); // asking again at each reconnection would be refused again, or close each connection
      tell({ type: 'refused', room: what.room, reason });
    } else {
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

    /** Sends a text to a room; `message` is the page's own id for it, which comes back in `sent` or `unsent`. */
    send({ message, room, text, name }) {
      const headers = { event: 'message', 'content-type': 'text/plain;charset=utf-8' };
      if (name) headers['x-name'] = name;
      headers.receipt = receiptFor({ message });
      stomp.publish({ destination: destinationOf(room), headers, body: text });
    },
  };
}
