// One connection, its rooms and what they have in common. What connect() gives is what hubbub.d.ts says of it.

import { Connection } from './connection.js';
import { Credentials } from './credentials.js';
import { Emitter } from './emitter.js';
import { HubbubError, isFailure, isNotNow, LEFT, LOST, unknown } from './error.js';
import { encode, messageOf, messageOfHistory, positionOf, roomOf } from './message.js';
import { Outbox } from './outbox.js';
import { secret } from './random.js';
import { Room } from './room.js';
import { headersOf } from './speech.js';
import { addressesOf, Transport } from './transport.js';

const OWN_CLIENTS = 1_000; // so many of its former ids does a hub know as its own

const time = {
  now: () => Date.now(),
  setTimeout: (act, delay) => setTimeout(act, delay),
  clearTimeout: (timer) => clearTimeout(timer),
};

/** @implements {import('../hubbub.d.ts').Hub} */
export class Hub extends Emitter {
  user = '';
  client = '';
  connection;
  outbox;
  time;
  #addresses;
  #credentials;
  #fetch;
  #rooms = new Map(); // destination -> Room, in the order of the joins
  #subscriptions = new Map(); // one object for each -> what to subscribe to on each connection
  #asks = new Map(); // correlation-id or subscription -> a question without an answer yet
  #clients = new Set(); // the ids of this hub's connections, the last ones
  // What a browser knows of the network, and Node does not.
  #network = { offline: () => this.connection.interrupt(), online: () => this.connection.open() };
  #ids = secret(); // what the ids of its messages begin with
  #count = 0;

  constructor(options) {
    super();
    this.time = options.time ?? time;
    this.#addresses = addressesOf(options.url);
    this.#credentials = new Credentials(options, this.time);
    this.#fetch = options.fetch ?? ((...what) => fetch(...what));
    this.outbox = new Outbox({ count: 1_000, bytes: 1_000_000, window: 32, idWindow: 300_000, ...options.buffer }, this.time);
    this.connection = new Connection({
      transport: new Transport(this.#addresses, options),
      credentials: this.#credentials,
      backoff: { min: 1_000, max: 15_000, ...options.backoff },
      random: options.random ?? Math.random,
      time: this.time,
      tell: {
        state: (state, detail) => this.#changed(state, detail),
        up: (headers) => this.#up(headers),
        down: () => this.#down(),
        closed: (error) => this.#closed(error),
        error: (error) => this.emit('error', error),
        refused: (error, of) => this.#refused(error, of),
        reply: (frame) => this.#onReply(frame),
        unclaimed: (frame) => this.#onUnclaimed(frame),
      },
    });
    for (const [event, act] of Object.entries(this.#network)) globalThis.addEventListener?.(event, act);
    queueMicrotask(() => this.connection.open()); // so that handlers hear of it from the beginning
  }

  get state() {
    return this.connection.state;
  }

  namespace(name) {
    return { name, join: (room, options) => this.#join(name, room, options) };
  }

  /** Tries now rather than after the wait. */
  reconnect() {
    this.connection.open();
  }

  close() {
    return this.connection.close();
  }

  subscribe(destination, handler, headers = {}) {
    const key = {};
    const subscription = { destination, headers, hear: (frame) => handler(messageOf(frame)), id: null };
    this.#subscriptions.set(key, subscription);
    if (this.connection.isUp) this.#subscribe(key, subscription);
    return () => {
      this.#subscriptions.delete(key);
      if (subscription.isAccepted && this.connection.isUp) this.connection.unsubscribe(subscription.id, () => {});
    };
  }

  get(destination, headers = {}) {
    return new Promise((resolve, reject) => {
      if (!this.connection.isUp) throw offline();
      const key = `get-${++this.#count}`;
      this.#asks.set(key, { receipt: '', isTaken: true, reject });
      const hear = (frame) => {
        this.#asks.delete(key);
        this.connection.unsubscribe(key, () => {});
        resolve(messageOf(frame));
      };
      this.connection.subscribe(key, destination, headers, hear, (error) => {
        if (!error) return;
        this.#asks.delete(key);
        reject(error);
      });
    });
  }

  async send(destination, body, { headers = {} } = {}) {
    const { type, ...encoded } = encode(body);
    const all = type ? { 'content-type': type, ...headers } : headers;
    if (!this.connection.isUp) throw offline();
    await new Promise((resolve, reject) => {
      this.connection.send(destination, all, encoded, (error) => {
        if (!error) resolve();
        else reject(error.code === LOST ? (error.cause ?? unknown(error)) : error);
      });
    });
  }

  // ------------------------------------------------------------ what rooms ask for

  /** Whether a message is of this hub, on this connection or one before. */
  isOwn(client) {
    return client !== null && this.#clients.has(client);
  }

  forget(room) {
    if (this.#rooms.get(room.destination) === room) this.#rooms.delete(room.destination);
  }

  reply(destination, body) {
    return this.send(destination, body);
  }

  publish(room, flags, event, body, options, ask) {
    const published = new Promise((resolve, reject) => {
      if (room.isOver) throw new HubbubError(LEFT, 'This room was left');
      const { type, size, ...encoded } = encode(body);
      const headers = { ...headersOf(event, flags, options.headers), ...(type && { 'content-type': type }) };
      const send = (more, settle) => this.connection.send(room.destination, { ...headers, ...more }, encoded, settle);
      const letter = { owner: room, size, mayFly: () => room.state === 'joined', reject };
      if (ask !== null) {
        this.#ask(letter, send, ask, resolve);
      } else if (flags.volatile) {
        if (room.state !== 'joined') return resolve({ dropped: true });
        send({}, (error) => (error && !isDrop(error) ? reject(error) : resolve({ dropped: !!error })));
      } else {
        const id = `${this.#ids}-${++this.#count}`;
        const fly = (settle, run) => send({ id, ...run }, settle);
        this.outbox.add({ ...letter, fly, hasId: true, resolve: ({ position }) => resolve({ position: position ?? null }) });
      }
    });
    if (flags.volatile) published.catch(() => {}); // nobody waits for what may be dropped
    return published;
  }

  /** The server answers with fewer than asked for where they would be too long: then the rest is asked for too. */
  async history(room, before, limit = 50) {
    const messages = [];
    while (messages.length < limit) {
      const { oldest, messages: page } = await this.#page(room, messages[0]?.position ?? before, limit - messages.length);
      messages.unshift(...page.map((message) => messageOfHistory(message, room.namespace, room.name)));
      if (page.length === 0 || positionOf(page[0].position).offset <= oldest) break;
    }
    return messages.map((message) => ({ ...message, own: this.isOwn(message.client) }));
  }

  // ------------------------------------------------------------ inside

  async #page({ namespace, name }, before, limit) {
    // The room is a parameter: not every name can be part of a path on the way to every server.
    const url = new URL(`namespaces/${namespace}/rooms/messages`, this.#addresses.api);
    url.searchParams.set('room', name);
    url.searchParams.set(before ? 'before' : 'last', before ?? limit);
    if (before) url.searchParams.set('limit', limit);
    const answer = await this.#fetch(url.href, { headers: this.#credentials.authorization() });
    const json = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new HubbubError(json.code ?? `http-${answer.status}`, json.message ?? 'The history could not be read');
    return json;
  }

  #join(namespace, name, options = {}) {
    const room = new Room(this, namespace, name, options);
    const known = this.#rooms.get(room.destination);
    if (known) return known;
    this.#rooms.set(room.destination, room);
    if (this.connection.isUp) room.enter();
    return room;
  }

  #ask(letter, send, timeout, resolve) {
    const key = `${this.#ids}-${++this.#count}`;
    const ask = { receipt: '', isTaken: false, resolve, reject: letter.reject };
    const reject = (error) => {
      this.#asks.delete(key);
      letter.reject(error);
    };
    const fly = (settle, run) => {
      this.#asks.set(key, ask);
      ask.receipt = send({ ask: String(timeout), 'correlation-id': key, ...run }, settle);
    };
    const taken = () => {
      ask.isTaken = true;
    };
    this.outbox.add({ ...letter, fly, hasId: false, reject, resolve: taken });
  }

  #subscribe(key, subscription) {
    const { destination, headers, hear } = subscription;
    subscription.isAccepted = false;
    const isWanted = () => this.#subscriptions.has(key);
    subscription.id = this.connection.subscribe(
      `on:${destination}`,
      destination,
      headers,
      (frame) => isWanted() && hear(frame),
      (error) => {
        subscription.isAccepted = !error;
        if (!error && !isWanted()) this.connection.unsubscribe(subscription.id, () => {});
        if (error && error.code !== LOST) this.emit('error', error);
      },
    );
  }

  #changed(state, detail) {
    this.emit('state', state, detail);
    this.emit(state, detail);
  }

  #up(headers) {
    const user = headers['user-name'] ?? '';
    if (user !== this.user) this.outbox.distrust(); // the server knows ids by user
    this.user = user;
    this.client = headers.client ?? '';
    this.#clients.add(this.client);
    if (this.#clients.size > OWN_CLIENTS) this.#clients.delete(this.#clients.values().next().value);
    for (const [key, subscription] of this.#subscriptions) this.#subscribe(key, subscription);
    this.#changed('connected', { user: this.user, client: this.client });
    for (const room of [...this.#rooms.values()]) if (this.connection.isUp) room.enter();
    if (this.connection.isUp) this.outbox.up();
  }

  #down() {
    this.outbox.down();
    for (const room of [...this.#rooms.values()]) room.down();
    for (const [key, ask] of this.#asks) {
      if (!ask.isTaken) continue; // the outbox answers for it
      this.#asks.delete(key);
      ask.reject(new HubbubError(LOST, 'The connection ended before the answers'));
    }
  }

  #closed(error) {
    for (const [event, act] of Object.entries(this.#network)) globalThis.removeEventListener?.(event, act);
    for (const room of [...this.#rooms.values()]) room.refused(error);
    this.outbox.close(error);
  }

  /** A refusal of something that has its RECEIPT, or of nothing that was sent: who may be in a room no longer is told so. */
  #refused(error, { receipt, destination }) {
    for (const [key, ask] of this.#asks) {
      if (!receipt || ask.receipt !== receipt) continue;
      this.#asks.delete(key);
      ask.reject(error);
      return;
    }
    const { namespace, room } = roomOf(destination) ?? {};
    const joined = this.#rooms.get(`/topic/${namespace}/${room}`);
    if (!receipt && joined) joined.refused(error);
    else this.emit('error', error);
  }

  #onReply(frame) {
    const message = messageOf(frame);
    const key = message.headers['correlation-id'];
    const ask = this.#asks.get(key);
    this.#asks.delete(key);
    if (ask) ask.resolve(message.body);
    else this.emit('message', message);
  }

  /** The server put this client into a room that it did not join itself. Where it did, the message comes there too. */
  #onUnclaimed(frame) {
    const { subscription, destination } = frame.headers;
    if (subscription !== destination) return; // the last ones of a subscription that is being ended
    const message = messageOf(frame);
    const room = this.#rooms.get(`/topic/${message.namespace}/${message.room}`);
    if (room?.state !== 'joined') this.emit('message', { ...message, own: this.isOwn(message.client) });
  }
}

const offline = () => new HubbubError(LOST, 'There is no connection');

// What becomes of a volatile message that can't go out at once.
const isDrop = (error) => error.code === LOST || (isNotNow(error) && !isFailure(error));
