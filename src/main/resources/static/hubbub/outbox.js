// What is to be sent and has no answer yet, in the order it was asked for. It outlives connections: what was on its way
// when one ended goes out again with the same id, before anything newer, and the server takes an id only once.

import { BUFFER_FULL, HubbubError, isFailure, isNotNow, LOST, MAX_FAILURES, Patience, unknown } from './error.js';

// The server may have taken a message a little later than it was sent, never sooner. The rest is for slow ways.
const ID_WINDOW_MARGIN = 0.1;

/**
 * @typedef {object} Letter something to be sent
 * @property {object} owner whose it is, for `abandon`
 * @property {(settle: Function, run: object) => void} fly puts it on the wire; `run` are the headers that keep the order
 * @property {() => boolean} mayFly whether it can be: until then, nothing behind it goes out
 * @property {number} size in bytes
 * @property {boolean} hasId whether it may be sent twice
 * @property {(answer: object) => void} resolve
 * @property {(error: Error) => void} reject
 */

export class Outbox {
  // Each with `isFlying`, `sentAt`, `doubtSince`: when it went out and may have been taken without an answer, and `failures`:
  // how often the server failed on it.
  #letters = [];
  #size = 0; // of all letters, in bytes
  #flying = 0; // how many are on the wire, without an answer
  #isUp = false;
  #pause = null; // the timer after "not now"; while it runs and until nothing flies, nothing is sent
  #isPaused = false;
  #patience = new Patience();
  // Which run of messages this is: of one in which something was refused for now, the server takes nothing that follows. So
  // what flew behind that cannot overtake it.
  #run = 1;
  #bounds;
  #time;

  /** @param {{ count: number, bytes: number, window: number, idWindow: number }} bounds */
  constructor(bounds, time) {
    this.#bounds = bounds;
    this.#time = time;
  }

  /** @param {Letter} letter */
  add(letter) {
    if (this.#letters.length >= this.#bounds.count || this.#size + letter.size > this.#bounds.bytes) {
      letter.reject(new HubbubError(BUFFER_FULL, 'Too much waits to be sent'));
      return;
    }
    this.#size += letter.size;
    this.#letters.push({ ...letter, isFlying: false, sentAt: 0, doubtSince: null, failures: 0 });
    this.pump();
  }

  /** There is a connection. */
  up() {
    this.#isUp = true;
    this.pump();
  }

  /** It ended. Who is on the wire hears so next. */
  down() {
    this.#isUp = false;
    this.#resume();
  }

  /** Gives up what was on its way when the connection ended: sent again, it would not be known. */
  distrust() {
    for (const letter of this.#letters.filter((l) => l.doubtSince !== null)) this.#giveUp(letter, null);
  }

  /** Gives up what `owner` still has to send. What is on the wire of a living connection gets its answer. */
  abandon(owner, error) {
    for (const letter of this.#letters.filter((l) => l.owner === owner && !l.isFlying)) this.#giveUp(letter, error);
    this.pump();
  }

  /** Gives up everything. */
  close(error) {
    for (const letter of [...this.#letters]) this.#giveUp(letter, error);
  }

  /** Sends what may be sent now. */
  pump() {
    while (this.#isUp && !this.#isPaused && this.#flying < this.#bounds.window) {
      const next = this.#letters.find((letter) => !letter.isFlying);
      if (!next?.mayFly()) return;
      if (next.doubtSince !== null && this.#time.now() - next.doubtSince > this.#bounds.idWindow * (1 - ID_WINDOW_MARGIN)) {
        this.#giveUp(next, null);
      } else {
        this.#fly(next);
      }
    }
  }

  #fly(letter) {
    letter.isFlying = true;
    letter.sentAt = this.#time.now();
    this.#flying++;
    letter.fly((error, answer) => this.#answered(letter, error, answer), { run: String(this.#run) });
  }

  #answered(letter, error, answer) {
    this.#flying--;
    letter.isFlying = false;
    if (!this.#letters.includes(letter)) return; // given up by close()
    if (!error) {
      this.#patience.renew();
      this.#remove(letter);
      letter.resolve(answer);
    } else if (error.code === LOST) {
      // Named by the server as not taken, it is not in doubt.
      const isRefused = error.cause && !isFailure(error.cause);
      if (!isRefused) letter.doubtSince ??= letter.sentAt;
      if (!isRefused && !letter.hasId) this.#giveUp(letter, error);
    } else if (isNotNow(error)) {
      this.#notNow(letter, error);
    } else {
      this.#giveUp(letter, error);
    }
    if (this.#flying === 0 && this.#isPaused && this.#pause === null) this.#resume();
    this.pump();
  }

  #notNow(letter, error) {
    const isFirst = !this.#isPaused; // what follows it was refused with it
    this.#rest();
    if (!isFailure(error)) return;
    letter.doubtSince ??= letter.sentAt;
    if (isFirst) letter.failures++;
    if (letter.hasId && letter.failures < MAX_FAILURES) return;
    this.#remove(letter);
    letter.reject(error);
  }

  /**
   * Sends nothing for a while, and then from the oldest: what flies behind a refused one is likely to be refused too, and
   * has to be answered before the order is known.
   */
  #rest() {
    if (this.#isPaused) return;
    this.#isPaused = true;
    this.#run++;
    this.#pause = this.#time.setTimeout(() => {
      this.#pause = null;
      if (this.#flying === 0) this.#resume();
      this.pump();
    }, this.#patience.next());
  }

  #resume() {
    this.#time.clearTimeout(this.#pause);
    this.#pause = null;
    this.#isPaused = false;
  }

  /** Nobody can say that it was not done of what went out once and was not answered. */
  #giveUp(letter, error) {
    const isDoubtful = letter.isFlying || letter.doubtSince !== null;
    this.#remove(letter);
    letter.reject(isDoubtful ? unknown(error ?? undefined) : error);
  }

  #remove(letter) {
    this.#letters.splice(this.#letters.indexOf(letter), 1);
    this.#size -= letter.size;
  }
}
