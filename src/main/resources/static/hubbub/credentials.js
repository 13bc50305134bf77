// Who this hub is, as each CONNECT says it, and tokens that are renewed before they end.

import { secret } from './random.js';

// So much of a token's remaining time passes before a fresh one is asked for, and no less than the second.
const RENEW_AFTER = 0.8;
const MIN_RENEW_MS = 1_000;
const MAX_TIMER_MS = 2 ** 31 - 1; // a longer one would fire at once

/** When a JWT ends, in milliseconds since 1970; null for what is none or has no end. */
export function endOf(token) {
  try {
    const [, claims] = token.split('.');
    const { exp } = JSON.parse(atob(claims.replaceAll('-', '+').replaceAll('_', '/')));
    return typeof exp === 'number' ? exp * 1_000 : null;
  } catch {
    return null;
  }
}

export class Credentials {
  #token;
  #login;
  #passcode;
  #guest;
  #time;
  #timer = null; // of the next renewal, while connected
  #shown = null; // the last token that was shown and not refused

  constructor({ token, login, passcode, guest }, time) {
    this.#token = token;
    this.#login = login;
    this.#passcode = passcode;
    this.#guest = guest ?? secret();
    this.#time = time;
  }

  /** Whether a refused one may be followed by a better one. */
  get hasToken() {
    return !!this.#token;
  }

  /** The headers of the next CONNECT. */
  async headers() {
    if (this.#token) {
      this.#shown = await this.#token();
      if (this.#shown) return this.authorization();
    }
    if (this.#login !== undefined) return { login: this.#login, passcode: this.#passcode ?? '' };
    return { guest: this.#guest };
  }

  /** The header that shows the token, over HTTP too; none where there is no token. */
  authorization() {
    return this.#shown ? { Authorization: `Bearer ${this.#shown}` } : {};
  }

  /**
   * Begins to renew the token of a new connection.
   * @param {string | undefined} expiresAt what CONNECTED says of it
   * @param {(token: string, done: (error: Error | null) => void) => void} show hands a fresh one to the server
   * @param {(error: Error) => void} failed hears of a fresh one that could not be had or was refused
   */
  keep(expiresAt, show, failed) {
    this.release();
    if (this.#shown) this.#schedule(expiresAt ? Number(expiresAt) : endOf(this.#shown), show, failed);
  }

  /** Ends it. */
  release() {
    this.#time.clearTimeout(this.#timer);
    this.#timer = null;
  }

  #schedule(end, show, failed) {
    const remaining = end - this.#time.now();
    // The server took it: where it seems to be over, this clock is wrong. The server's `token-expired` leads to a new one.
    if (end === null || !(remaining > 0)) return;
    const delay = Math.min(MAX_TIMER_MS, Math.max(MIN_RENEW_MS, remaining * RENEW_AFTER));
    const timer = this.#time.setTimeout(async () => {
      const isOver = () => this.#timer !== timer;
      try {
        const token = await this.#token();
        if (isOver()) return;
        show(token, (error) => {
          if (isOver()) return;
          if (error) failed(error);
          else this.#shown = token;
          this.#schedule(error ? end : endOf(token), show, failed);
        });
      } catch (error) {
        if (isOver()) return;
        failed(error);
        this.#schedule(end, show, failed);
      }
    }, delay);
    this.#timer = timer;
  }
}
