// One connection at a time to the server, that comes back by itself. It knows frames and who waits for their answers, and
// nothing of rooms: what happens goes to `tell`.

import { wait } from './backoff.js';
import { CLOSED, comesBack, HubbubError, LOST } from './error.js';

const ERRORS = '/user/queue/errors';
const REPLIES = '/user/queue/replies';

// From the first step of a connection to CONNECTED; afterwards heart-beats tell whether it lives.
const CONNECT_MS = 15_000;
// None from here: browsers let a hidden tab's timers run once a minute, and a late beat would cost the connection. The
// server pings a client that promises no beats, and the browser itself answers.
const OUTGOING_BEAT_MS = 0;
const INCOMING_BEAT_MS = 10_000;
// A connection that ends sooner was no good: the waits before the next one go on growing.
const STEADY_MS = 10_000;
// So long DISCONNECT is waited for.
const GOODBYE_MS = 2_000;

const BAD_CREDENTIALS = 4516;
// Close codes of this range say "do not come back: the next try would end the same way".
const isFinal = (code) => code >= 4500 && code <= 4999;
// Codes of the server's own, rather than of what lies between.
const isServers = (code) => comesBack(code) || isFinal(code);
// Of one frame that broke the rules. Where that frame is known it is given up, and the next connection does not end so.
const BROKEN = ['bad-frame', 'frame-too-large', 'headers-too-large', 'unknown-subscription'];

export class Connection {
  /** @type {'connecting' | 'connected' | 'disconnected' | 'closed'} */
  state = 'disconnected';
  #transport;
  #credentials;
  #backoff;
  #random;
  #time;
  #tell;
  #link = null; // the connection that is there or being made; null between two
  #failures = 0; // in a row
  #retry = null; // the timer of the next try, between two connections
  #hasAskedAfresh = false; // a refused token was followed by another one, since the last CONNECTED
  #count = 0; // of receipts

  constructor({ transport, credentials, backoff, random, time, tell }) {
    this.#transport = transport;
    this.#credentials = credentials;
    this.#backoff = backoff;
    this.#random = random;
    this.#time = time;
    this.#tell = tell;
  }

  /** Whether frames can be sent. */
  get isUp() {
    return this.state === 'connected';
  }

  /** Connects now, unless there is a connection or one being made; ends the wait for the next try. */
  async open() {
    if (this.#link || this.state === CLOSED) return;
    this.#time.clearTimeout(this.#retry);
    const link = { stomp: null, requests: new Map(), subscriptions: new Set(), error: null, named: null, mended: false, upSince: null };
    this.#link = link;
    link.timer = this.#time.setTimeout(() => this.#abandon(link, 'There was no answer in time'), CONNECT_MS);
    this.#move('connecting', { attempt: this.#failures + 1 });
    try {
      const { Client, open } = await this.#transport.load();
      const connectHeaders = await this.#credentials.headers();
      if (this.#link === link) this.#start(link, Client, open(), connectHeaders);
    } catch (error) {
      if (this.#link !== link) return;
      this.#tell.error(new HubbubError('not-ready', 'No connection could be begun', { cause: error }));
      this.#lost(link, { code: 0, reason: String(error?.message ?? error) });
    }
  }

  /** The network is gone: a connection over it would be found dead after its heart-beats only. */
  interrupt() {
    if (this.#link) this.#abandon(this.#link, 'There is no network');
  }

  /** Ends it for good. */
  async close() {
    if (this.state === CLOSED) return;
    const stomp = this.#link?.stomp;
    this.#end({ code: 1000, reason: '' }, new HubbubError(CLOSED, 'This hub was closed'));
    if (!stomp) return;
    const timer = this.#time.setTimeout(() => stomp.deactivate({ force: true }), GOODBYE_MS);
    await stomp.deactivate();
    this.#time.clearTimeout(timer);
  }

  /**
   * Sends to a destination. `settle(error, headers)` hears once: of the RECEIPT's headers, the refusal, or that the
   * connection ended before either (`connection-lost`; its `cause` is there where the server said that this frame was not
   * taken because the connection ends).
   * @param {{ text?: string, bytes?: Uint8Array }} body
   * @returns {string} the receipt's id, by which the server names this frame
   */
  send(destination, headers, { text, bytes }, settle) {
    if (bytes && this.#transport.kind === 'sockjs') {
      settle(new HubbubError('not-supported', 'SockJS carries no bytes'));
      return '';
    }
    const receipt = this.#await(settle);
    this.#link.stomp.publish({ destination, headers: { ...headers, receipt }, body: text, binaryBody: bytes });
    return receipt;
  }

  /** Subscribes under `id`, or one made of it where that is taken. Returns the id; `settle` as in `send`. */
  subscribe(wish, destination, headers, hear, settle) {
    const link = this.#link;
    let id = wish;
    for (let n = 2; link.subscriptions.has(id); n++) id = `${wish}#${n}`;
    link.subscriptions.add(id);
    const receipt = this.#await((error, answer) => {
      if (error) link.subscriptions.delete(id);
      settle(error, answer);
    });
    link.stomp.subscribe(destination, this.#while(link, hear), { ...headers, id, receipt });
    return id;
  }

  /** Ends an accepted subscription. */
  unsubscribe(id, settle) {
    this.#link.subscriptions.delete(id);
    this.#link.stomp.unsubscribe(id, { receipt: this.#await(settle) });
  }

  #await(settle) {
    const receipt = `r${++this.#count}`;
    this.#link.requests.set(receipt, settle);
    return receipt;
  }

  #settle(link, receipt, error, headers) {
    const settle = link.requests.get(receipt);
    link.requests.delete(receipt);
    settle?.(error, headers);
    return !!settle;
  }

  #start(link, Client, socket, connectHeaders) {
    link.stomp = new Client({
      webSocketFactory: () => socket,
      connectHeaders,
      reconnectDelay: 0, // each connection has a Client of its own
      heartbeatOutgoing: OUTGOING_BEAT_MS,
      heartbeatIncoming: INCOMING_BEAT_MS,
      discardWebsocketOnCommFailure: true, // a close would wait for the answer of who is silent
      onConnect: this.#while(link, ({ headers }) => this.#up(link, headers)),
      onUnhandledReceipt: this.#while(link, ({ headers }) => this.#settle(link, headers['receipt-id'], null, headers)),
      onUnhandledMessage: this.#while(link, (frame) => this.#tell.unclaimed(frame)),
      onStompError: this.#while(link, (frame) => this.#onError(link, frame)),
      onWebSocketClose: this.#while(link, (event) => this.#lost(link, event)),
    });
    link.stomp.activate();
  }

  #up(link, headers) {
    this.#time.clearTimeout(link.timer);
    link.upSince = this.#time.now();
    this.#hasAskedAfresh = false;
    this.#transport.worked();
    link.stomp.subscribe(ERRORS, this.#while(link, (frame) => this.#onRefusal(link, frame)), { id: 'errors' });
    link.stomp.subscribe(REPLIES, this.#while(link, (frame) => this.#tell.reply(frame)), { id: 'replies' });
    this.#credentials.keep(
      headers['expires-at'],
      (token, done) => this.send('/app/session/token', {}, { text: token }, done),
      (cause) => this.#tell.error(new HubbubError('token-not-renewed', 'The token could not be renewed', { cause })),
    );
    this.state = 'connected';
    this.#tell.up(headers);
  }

  /** `act` for as long as this is the connection: what an old one still says counts no more. */
  #while(link, act) {
    return (value) => {
      if (this.#link === link) act(value);
    };
  }

  /** A frame was refused and the connection lives. */
  #onRefusal(link, frame) {
    const { code, message, close, receipt, destination, data } = JSON.parse(frame.body);
    const error = new HubbubError(code, message, { data, close });
    if (!this.#settle(link, receipt, error)) this.#tell.refused(error, { receipt, destination });
  }

  /** A frame broke the rules, or the server wants no more of this connection: it closes after this. */
  #onError(link, { headers, body }) {
    const isJson = headers['content-type']?.startsWith('application/json');
    const data = isJson && body ? JSON.parse(body) : undefined;
    const close = Number(headers.close) || undefined;
    link.error = new HubbubError(headers.code ?? 'error', headers.message ?? 'The server ended the connection', { data, close });
    link.named = headers['receipt-id'];
    if (comesBack(close)) return; // the next connection may take what this one does not
    const isKnown = this.#settle(link, link.named, link.error);
    link.mended = isKnown && BROKEN.includes(headers.code);
  }

  /** Gives a connection up that does not answer. */
  #abandon(link, reason) {
    this.#lost(link, { code: 0, reason });
    link.stomp?.deactivate({ force: true });
  }

  #lost(link, { code: told, reason }) {
    if (this.#link !== link) return;
    // What the server said counts also where its close did not get through.
    const code = isServers(told) ? told : (link.error?.close ?? told);
    if (link.upSince === null && !link.error && !isServers(code)) this.#transport.failed();
    const isAskedAfresh = code === BAD_CREDENTIALS && this.#credentials.hasToken && !this.#hasAskedAfresh;
    if (isAskedAfresh) this.#hasAskedAfresh = true;
    const why = { code, reason: link.error?.message ?? reason ?? '', error: link.error };
    if (isFinal(code) && !link.mended && !isAskedAfresh) {
      this.#end(why, link.error ?? new HubbubError(CLOSED, `The server ended the connection (${code})`));
      return;
    }
    if (link.upSince !== null && this.#time.now() - link.upSince >= STEADY_MS) this.#failures = 0;
    const delay = wait(this.#failures++, this.#backoff, this.#random);
    this.#drop(link, 'disconnected');
    if (this.state !== 'disconnected') return; // somebody closed the hub on hearing of it
    this.#retry = this.#time.setTimeout(() => this.open(), delay);
    this.#move('disconnected', { ...why, retryIn: delay });
  }

  #end(why, error) {
    this.#time.clearTimeout(this.#retry);
    if (this.#link) this.#drop(this.#link, CLOSED);
    this.state = CLOSED;
    this.#tell.closed(error);
    this.#tell.state(CLOSED, why);
  }

  /** Forgets the connection; who waits for an answer on it hears that none will come. */
  #drop(link, state) {
    this.#link = null;
    this.state = state;
    this.#time.clearTimeout(link.timer);
    this.#credentials.release();
    this.#tell.down();
    const lost = (cause) => new HubbubError(LOST, 'The connection ended before the answer', { cause });
    for (const [receipt, settle] of link.requests) settle(lost(receipt === link.named ? link.error : undefined));
  }

  #move(state, detail) {
    this.state = state;
    this.#tell.state(state, detail);
  }
}
