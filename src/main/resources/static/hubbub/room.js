// One room as this hub is in it: joined again on each connection, from where it was.

import { Emitter } from './emitter.js';
import { HubbubError, LEFT, Patience } from './error.js';
import { destinationOf, isNotAfter, messageOf } from './message.js';
import { Presence } from './presence.js';
import { Speech } from './speech.js';

// What the room itself tells on `on`: messages of these names reach `onAny` only.
const OWN_EVENTS = ['state', 'recovered', 'gap', 'refused'];

/** @implements {import('../hubbub.d.ts').Room} */
export class Room extends Emitter {
  /** @type {'joining' | 'joined' | 'away' | 'left' | 'refused'} */
  state = 'joining';
  /** The last position known: on return, everything after it is asked for. */
  position;
  joined;
  presence;
  #hub;
  #options;
  #speech;
  #subscription = null; // on this connection: { id, isAnswered, replaying: how many are still to come, left: whom to tell }
  #retry = null; // the timer of another try on this connection
  #patience = new Patience();
  #settleJoined;

  constructor(hub, namespace, name, options) {
    super();
    this.namespace = namespace;
    this.name = name;
    this.destination = destinationOf('topic', namespace, name);
    this.position = options.since ?? null;
    this.#hub = hub;
    this.#options = options;
    this.#speech = new Speech((...what) => hub.publish(this, ...what));
    this.presence = new Presence(this, hub);
    this.joined = new Promise((resolve, reject) => {
      this.#settleJoined = { resolve, reject };
    });
    this.joined.catch(() => {}); // who does not await it hears `refused`
  }

  get broadcast() {
    return this.#speech.broadcast;
  }

  get volatile() {
    return this.#speech.volatile;
  }

  to(...rooms) {
    return this.#speech.to(...rooms);
  }

  also(...rooms) {
    return this.#speech.also(...rooms);
  }

  except(...rooms) {
    return this.#speech.except(...rooms);
  }

  send(event, body, options) {
    return this.#speech.send(event, body, options);
  }

  ask(event, body, options) {
    return this.#speech.ask(event, body, options);
  }

  history(before, limit) {
    return this.#hub.history(this, before, limit);
  }

  get isOver() {
    return this.state === LEFT || this.state === 'refused';
  }

  /** Leaves. What waits to be sent to the room is given up; what is on its way gets its answer. */
  leave() {
    if (this.isOver) return Promise.resolve();
    const subscription = this.#subscription;
    this.#over(LEFT, new HubbubError(LEFT, 'The room was left'));
    if (!subscription) return Promise.resolve();
    return new Promise((resolve) => {
      subscription.left = () => resolve();
      // A refused join must not be left at all, so the answer has to come first.
      if (subscription.isAnswered) this.#hub.connection.unsubscribe(subscription.id, subscription.left);
    });
  }

  /** There is a connection. */
  enter() {
    if (this.#subscription) return;
    this.#move('joining');
    const { history, recover, headers } = this.#options;
    const wanted = this.position === null ? { history } : { since: this.position, history: recover };
    const asked = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
    const subscription = { id: '', isAnswered: false, left: null, replaying: 0 };
    this.#subscription = subscription;
    subscription.id = this.#hub.connection.subscribe(
      `room:${this.namespace}/${this.name}`,
      this.destination,
      { ...headers, ...asked },
      (frame) => this.#onMessage(subscription, frame),
      (error, receipt) => this.#onAnswer(subscription, error, receipt ?? {}),
    );
  }

  /** The connection ended. */
  down() {
    this.#subscription = null;
    this.#hub.time.clearTimeout(this.#retry);
    this.presence.down();
    this.#move('away');
  }

  /** Ends it without a word to the server: refused, taken out by the server, or the hub is at its end. */
  refused(error) {
    if (this.isOver) return;
    this.#over('refused', error);
    this.emit('refused', error);
  }

  #over(state, error) {
    this.#subscription = null;
    this.#hub.time.clearTimeout(this.#retry);
    this.#hub.forget(this);
    this.presence.end(error);
    this.#settleJoined.reject(error);
    this.#move(state);
    this.#hub.outbox.abandon(this, error);
  }

  #move(state) {
    if (state === this.state) return;
    this.state = state;
    this.emit('state', state);
  }

  #onAnswer(subscription, error, receipt) {
    subscription.isAnswered = true;
    if (subscription.left) {
      if (error) subscription.left();
      else this.#hub.connection.unsubscribe(subscription.id, subscription.left);
    } else if (this.#subscription !== subscription) {
      return; // of a connection that ended
    } else if (!error) {
      this.#onJoined(subscription, receipt);
    } else if (this.#patience.allows(error)) {
      this.#subscription = null;
      this.#retry = this.#hub.time.setTimeout(() => this.enter(), this.#patience.next());
    } else {
      this.refused(error);
    }
  }

  #onJoined(subscription, { position, recovered, missed = 0, lost, skipped = 0 }) {
    const since = this.position;
    this.#patience.renew();
    subscription.replaying = Number(missed);
    // While messages are replayed, they move the position: should the connection end before the last, the rest is still owed.
    // Where nothing is, a live one may have come before this answer, and is further on.
    if (subscription.replaying === 0 && position && !isNotAfter(position, this.position)) this.position = position;
    this.#move('joined');
    this.#settleJoined.resolve({ position: position ?? null, missed: subscription.replaying });
    if (since !== null && recovered === 'true') this.emit('recovered', { missed: subscription.replaying });
    else if (since !== null) {
      const gone = lost === undefined ? null : Number(lost);
      this.emit('gap', { lost: gone, skipped: Number(skipped), missed: subscription.replaying });
    }
    this.presence.up();
    this.#hub.outbox.pump();
  }

  #onMessage(subscription, frame) {
    if (this.#subscription !== subscription) return;
    const message = { ...messageOf(frame), namespace: this.namespace, room: this.name };
    message.own = this.#hub.isOwn(message.client);
    if (message.position) {
      message.replayed = subscription.replaying > 0;
      if (message.replayed) subscription.replaying--;
      if (isNotAfter(message.position, this.position)) return;
      this.position = message.position;
      // Sent to all but this client, it was not meant to be read here on return either.
      if (message.replayed && message.own && message.headers.echo === 'false') return;
    }
    const replyTo = message.headers['reply-to'];
    if (replyTo) message.reply = (body) => this.#hub.reply(replyTo, body);
    if (!OWN_EVENTS.includes(message.event)) this.emit(message.event, message);
    this.emitAny(message.event, message);
  }
}
