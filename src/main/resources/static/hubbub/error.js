// Why something was not done: the server's own codes (the table in protocol.md), and these of the client's.

/** The codes that come from this client and not from the server. */
export const LOST = 'connection-lost'; // the connection ended before the answer
export const CLOSED = 'closed'; // this hub ended
export const LEFT = 'left'; // the room was left first
export const BUFFER_FULL = 'buffer-full'; // too much waits to be sent
const UNKNOWN_OUTCOME = 'unknown-outcome'; // it was on its way when the connection ended: done or not, nobody can tell

/** What a promise is rejected with. */
export class HubbubError extends Error {
  /**
   * @param {string} code a word: one of the server's table, of the application's, or of this client
   * @param {string} message a sentence for people
   * @param {{ data?: unknown, cause?: unknown, close?: number }} [more] what else the application says; what led to it; the
   *   number of the server's code
   */
  constructor(code, message, { data, cause, close } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'HubbubError';
    this.code = code;
    this.data = data;
    this.close = close;
  }
}

/** Of what was on its way when the connection ended. */
export const unknown = (cause) =>
  new HubbubError(UNKNOWN_OUTCOME, 'The connection ended before the answer, and it is not known whether this was taken', {
    cause,
  });

/** The numbers that say "come back": of a connection that ends, and of a frame that may be taken a while later. */
export const comesBack = (number) => number === 1012 || (number >= 4000 && number <= 4499);

/**
 * "Not now" rather than "no". By the number, so that codes which a later server has are understood too.
 * @param {HubbubError} error
 */
export const isNotNow = (error) => comesBack(error.close);

/** Whether it may have been done all the same. */
export const isFailure = (error) => error.code === 'server-error';

const RETRY_MS = 1_000; // the first wait after "not now", doubled each time it is said again
const MAX_RETRY_MS = 15_000;
// So often is the same thing asked for that the server fails on: what fails each time would hold up all behind it for ever.
export const MAX_FAILURES = 5;

/** How long to wait after "not now". */
export class Patience {
  #pauses = 0; // in a row
  #failures = 0;

  /** Whether the same may be asked for again. */
  allows(error) {
    if (!isNotNow(error)) return false;
    if (isFailure(error)) this.#failures++;
    return this.#failures < MAX_FAILURES;
  }

  /** Milliseconds until then. */
  next() {
    return Math.min(MAX_RETRY_MS, RETRY_MS * 2 ** Math.min(this.#pauses++, 10));
  }

  /** Something was taken. */
  renew() {
    this.#pauses = 0;
    this.#failures = 0;
  }
}
