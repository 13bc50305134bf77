// What is to be sent and has no answer yet, in the order it was asked for. It outlives connections: what was on its way
// when one ended goes out again with the same id, before anything newer, and the server takes an id only once.

import { BUFFER_FULL, HubbubError, isNotNow, LOST, RETRY_MS, unknown } from './error.js';

// The server may have taken a message a little later than it was sent, never sooner. The rest is for slow ways.
const ID_WINDOW_MARGIN = 0.1;
const MAX_PAUSE_MS = 15_000; // after "not now", doubled each time it is said again

/**
 * @typedef {object} Letter something to be sent
 * @property {object} owner whose it is, for `abandon`
 * @property {(settle: Function) => void} fly puts it on the wire
 * @property {() => boolean} mayFly whether it can be: until then, nothing behind it goes out
 * @property {number} size in bytes
 * @property {boolean} hasId whether it may be sent twice
 * @property {(answer: object) => void} resolve
 * @property {(error: Error) => void} reject
 */

export class Outbox {
  #letters = []; // each with `isFlying`, `sentAt` and `doubtSince`: when it went out on a connection that ended before the answer
  #size = 0; // of all letters, in bytes
  #flying = 0; // how many are on the wire, without an answer
  #isUp = false;
  #pause = null; // the timer after "not now"; while it runs and until nothing flies, nothing is sent
  #isPaused = false;
  #pauses = 0; // in a row
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
    this.#letters.push({ ...letter, isFlying: false, sentAt: 0, doubtSince: null });
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
    letter.fly((error, answer) => this.#answered(letter, error, answer));
  }

  #answered(letter, error, answer) {
    this.#flying--;
    letter.isFlying = false;
    if (!this.#letters.includes(letter)) return; // given up by close()
    if (!error) {
      this.#pauses = 0;
      this.#remove(letter);
      letter.resolve(answer);
    } else if (error.code === LOST) {
      letter.doubtSince ??= letter.sentAt;
      if (!letter.hasId) this.#giveUp(letter, error);
    } else if (isNotNow(error)) {
      this.#rest();
    } else {
      this.#giveUp(letter, error);
    }
    if (this.#flying === 0 && this.#isPaused && this.#pause === null) this.#resume();
    this.pump();
  }

  /**
   * Sends nothing for a while, and then from the oldest: what flies behind a refused one is likely to be refused too, and
   * has to be answered before the order is known.
   */
  #rest() {
    if (this.#isPaused) return;
    this.#isPaused = true;
    const delay = Math.min(MAX_PAUSE_MS, RETRY_MS * 2 ** Math.min(this.#pauses++, 10));
    this.#pause = this.#time.setTimeout(() => {
      this.#pause = null;
      if (this.#flying === 0) this.#resume();
      this.pump();
    }, delay);
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
