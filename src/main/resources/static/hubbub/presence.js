// Who is in a room, kept up to date once somebody asks. Users, each with how many clients and what state.

import { Emitter } from './emitter.js';
import { LOST, Patience } from './error.js';
import { destinationOf, encode } from './message.js';

/**
 * Folds one message of the presence into what was known.
 * @param {{ users: Map<string, object>, page: Map<string, object> | null, count: number, clients: number | null }} known
 *   `page` holds a snapshot's users while more of them are to come
 * @returns what is known now, and who joined, left and was updated; null for these while a snapshot is incomplete
 */
export function fold(known, event, body) {
  const { users, page } = known;
  const counts = { count: body.count ?? known.count, clients: body.clients ?? known.clients };
  if (event === 'snapshot') {
    const all = new Map(page);
    for (const one of body.users ?? []) all.set(one.user, one);
    if (body.more) return { known: { users, page: all, ...counts }, changes: null };
    const joined = [...all.values()].filter((one) => !users.has(one.user));
    const left = [...users.values()].filter((one) => !all.has(one.user));
    const updated = [...all.values()].filter((one) => users.has(one.user) && !isSame(users.get(one.user), one));
    return { known: { users: all, page: null, ...counts }, changes: { joined, left, updated } };
  }
  // A room that grew too large to say who is there.
  if (event === 'count') {
    return { known: { users: new Map(), page: null, ...counts }, changes: { joined: [], left: [], updated: [] } };
  }
  const next = new Map(page ?? users);
  const changes = { joined: [], left: [], updated: [] };
  for (const one of body.users ?? []) {
    if (event === 'leave') {
      if (next.has(one)) changes.left.push(next.get(one));
      next.delete(one);
    } else {
      (next.has(one.user) ? changes.updated : changes.joined).push(one);
      next.set(one.user, one);
    }
  }
  if (page) return { known: { users, page: next, ...counts }, changes: null };
  return { known: { users: next, page: null, ...counts }, changes };
}

const isSame = (one, other) =>
  one.clients === other.clients && JSON.stringify(one.state ?? null) === JSON.stringify(other.state ?? null);

export class Presence {
  #emitter = new Emitter();
  #room;
  #connection;
  #time;
  #destination;
  #known = { users: new Map(), page: null, count: 0, clients: null };
  #hasSnapshot = false; // ever
  #isWanted = false; // somebody listens, or asked
  #subscription = null; // on this connection: { id, isAnswered, isUnwanted }
  #retry = null; // the timer of another try on this connection
  #patience = new Patience();
  #state; // this client's own, undefined for never set: each connection tells the server anew
  #setters = []; // who waits for the server to have it

  constructor(room, { connection, time }) {
    this.#room = room;
    this.#connection = connection;
    this.#time = time;
    this.#destination = destinationOf('presence', room.namespace, room.name);
  }

  /** `change`, `join`, `leave`, `update`, or `error`: see hubbub.d.ts. */
  on(event, handler) {
    this.#want();
    return this.#emitter.on(event, handler);
  }

  once(event, handler) {
    this.#want();
    return this.#emitter.once(event, handler);
  }

  off(event, handler) {
    this.#emitter.off(event, handler);
  }

  /** Who is there, as far as it is known yet. */
  members() {
    this.#want();
    return [...this.#known.users.values()];
  }

  /** How many users are there, also where the room does not say who. */
  get count() {
    this.#want();
    return this.#known.count;
  }

  /** Sets what others see of this client, null for nothing; kept over connections. Resolves when the server has it. */
  set(state) {
    return new Promise((resolve, reject) => {
      this.#state = state;
      this.#setters.push({ resolve, reject });
      if (this.#room.state === 'joined') this.#sendState();
    });
  }

  /** The room was joined on a new connection. */
  up() {
    if (this.#isWanted) this.#subscribe();
    if (this.#state !== undefined) this.#sendState();
  }

  down() {
    this.#time.clearTimeout(this.#retry);
    this.#subscription = null;
    this.#known.page = null;
  }

  /** The room is over. */
  end(error) {
    this.#time.clearTimeout(this.#retry);
    const subscription = this.#subscription;
    this.#subscription = null;
    if (subscription?.isAnswered && this.#connection.isUp) this.#connection.unsubscribe(subscription.id, () => {});
    else if (subscription) subscription.isUnwanted = true;
    for (const { reject } of this.#setters.splice(0)) reject(error);
  }

  #want() {
    if (this.#isWanted) return;
    this.#isWanted = true;
    if (this.#room.state === 'joined') this.#subscribe();
  }

  #subscribe() {
    const subscription = { id: '', isAnswered: false, isUnwanted: false };
    this.#subscription = subscription;
    subscription.id = this.#connection.subscribe(
      `presence:${this.#room.namespace}/${this.#room.name}`,
      this.#destination,
      {},
      (frame) => this.#subscription === subscription && this.#onMessage(frame),
      (error) => {
        subscription.isAnswered = true;
        if (!error && subscription.isUnwanted) this.#connection.unsubscribe(subscription.id, () => {});
        if (!error) this.#patience.renew();
        if (!error || this.#subscription !== subscription) return;
        this.#subscription = null;
        if (this.#patience.allows(error)) this.#retry = this.#time.setTimeout(() => this.#subscribe(), this.#patience.next());
        else this.#emitter.emit('error', error);
      },
    );
  }

  #sendState() {
    const state = this.#state;
    const setters = this.#setters;
    const { type, ...body } = encode(state);
    this.#connection.send(this.#destination, { 'content-type': type }, body, (error) => {
      if (state !== this.#state || error?.code === LOST) return; // the newer one, or the next connection, answers for it
      for (const { resolve, reject } of setters.splice(0)) error ? reject(error) : resolve();
    });
  }

  #onMessage({ headers, body }) {
    const { known, changes } = fold(this.#known, headers.event, JSON.parse(body));
    this.#known = known;
    if (!changes) return;
    const isFirst = !this.#hasSnapshot;
    this.#hasSnapshot = true;
    if (!isFirst) {
      for (const one of changes.joined) this.#emitter.emit('join', one);
      for (const one of changes.left) this.#emitter.emit('leave', one);
      for (const one of changes.updated) this.#emitter.emit('update', one);
    }
    this.#emitter.emit('change', this.members(), { count: known.count, clients: known.clients });
  }
}
