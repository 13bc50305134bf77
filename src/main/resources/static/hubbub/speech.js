// What a room is told, and to whom of it: `room.broadcast.volatile.send(...)`. Each flag gives a new one, so that they can be kept.

import { HubbubError } from './error.js';

export class Speech {
  #publish;
  #flags;

  /** @param {(flags: object, event: string, body: unknown, options: object, ask: number | null) => Promise} publish */
  constructor(publish, flags = {}) {
    this.#publish = publish;
    this.#flags = flags;
  }

  /** To all but this client. */
  get broadcast() {
    return this.#with({ echo: false });
  }

  /** Dropped rather than kept waiting, here and for each receiver; never stored. */
  get volatile() {
    return this.#with({ volatile: true });
  }

  /** To the members of these rooms of the namespace too. */
  to(...rooms) {
    return this.#with({ also: [...(this.#flags.also ?? []), ...rooms] });
  }

  also(...rooms) {
    return this.to(...rooms);
  }

  /** Not to the members of these rooms. */
  except(...rooms) {
    return this.#with({ except: [...(this.#flags.except ?? []), ...rooms] });
  }

  /** Sends an event; see Room.send in hubbub.d.ts. */
  send(event, body, options = {}) {
    return this.#publish(this.#flags, event, body, options, null);
  }

  /** Asks a question; see Room.ask in hubbub.d.ts. */
  ask(event, body, { timeout = 5_000, ...options } = {}) {
    return this.#publish(this.#flags, event, body, options, timeout);
  }

  #with(more) {
    return new Speech(this.#publish, { ...this.#flags, ...more });
  }
}

/** An event and its flags as headers of SEND, beside the sender's own. */
export function headersOf(event, { echo, volatile, also, except }, own = {}) {
  const wrong = Object.keys(own).find((name) => !name.startsWith('x-'));
  if (wrong) throw new HubbubError('bad-header', `A header of your own begins with "x-", not so "${wrong}"`);
  return {
    ...own,
    event,
    ...(echo === false && { echo: 'false' }),
    ...(volatile && { volatile: 'true' }),
    ...(also && { also: also.join(',') }),
    ...(except && { except: except.join(',') }),
  };
}
