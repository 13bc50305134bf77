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
   * @param {{ data?: unknown, cause?: unknown }} [more] what else the application says; what led to it
   */
  constructor(code, message, { data, cause } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'HubbubError';
    this.code = code;
    this.data = data;
  }
}

/** Of what was on its way when the connection ended. */
export const unknown = (cause) =>
  new HubbubError(UNKNOWN_OUTCOME, 'The connection ended before the answer, and it is not known whether this was taken', {
    cause,
  });

export const RETRY_MS = 1_000; // the first wait after "not now"

// "Not now" rather than "no": the same frame may be taken a while later.
const NOT_NOW = ['too-many-messages', 'too-many-bytes', 'storage-full'];

/** @param {HubbubError} error */
export const isNotNow = (error) => NOT_NOW.includes(error.code);
