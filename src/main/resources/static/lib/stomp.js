// A STOMP connection over SockJS that comes back by itself. It knows nothing of what is said over it.
// The page loads SockJS and StompJs (WebJars) before this.

const ERRORS = '/user/queue/errors';

// The first wait differs from page to page, so that a restarted server does not get everyone at once.
const FIRST_RECONNECT_MS = 400 + Math.random() * 400;
const MAX_RECONNECT_MS = 15_000;

// None from here: a hidden tab's timers run too seldom, and the server pings a client that promises no beats.
const OUTGOING_BEAT_MS = 0;
const INCOMING_BEAT_MS = 20_000;

// Close codes of this range say "do not come back: the next try would end the same way" (ErrorCode.java has the table).
const isFinal = (closeCode) => closeCode >= 4500 && closeCode <= 4999;

/**
 * Makes a connection; `open()` begins. `tell` hears, in this order and as often as it happens:
 *   {type: 'connecting'}
 *   {type: 'connected', user, client}           subscriptions are to be made anew
 *   {type: 'refused', code, reason, receipt, destination}   a frame was refused; where `ending`, the connection ends with it
 *   {type: 'disconnected', final}               `final`: it will not be tried again
 */
export function makeConnection(url, tell) {
  let asked = 0;

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
      stomp.subscribe(ERRORS, onRefusal, { id: 'errors' });
      tell({ type: 'connected', user: headers['user-name'] ?? '', client: headers.client ?? '' });
    },
    onStompError: ({ headers }) =>
      tell({
        type: 'refused',
        code: headers.code ?? '',
        reason: headers.message ?? '',
        receipt: headers['receipt-id'] ?? null,
        destination: null,
        ending: true,
      }),
    onWebSocketClose: ({ code }) => {
      const final = isFinal(code);
      if (final) stomp.deactivate();
      tell({ type: 'disconnected', final });
    },
  });

  function onRefusal({ body }) {
    const { code, message, receipt, destination } = JSON.parse(body);
    tell({ type: 'refused', code, reason: message, receipt, destination, ending: false });
  }

  return {
    open: () => stomp.activate(),

    subscribe: (destination, hear) => stomp.subscribe(destination, ({ body }) => hear(JSON.parse(body))),

    /** Asks a @SubscribeMapping once. Where it is refused or the connection ends, nobody answers. */
    ask(destination, headers, hear) {
      if (!stomp.connected) return;
      const id = `ask-${++asked}`;
      const answered = ({ body }) => {
        stomp.unsubscribe(id);
        hear(JSON.parse(body));
      };
      stomp.subscribe(destination, answered, { ...headers, id });
    },
  };
}
