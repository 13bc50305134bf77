// The page's connection to the server, on hubbub.js. What happens goes to `tell` as plain events (see state.js).

import { connect } from '../hubbub.js';

/**
 * Connects at once. `tell` hears, as often as each happens:
 *   {type: 'connecting'}
 *   {type: 'connected', user}
 *   {type: 'refused', code, reason}     the server did not do something, or ends the connection
 *   {type: 'disconnected', final}       `final`: the page does not try again by itself
 *
 * @param {string} live the destination of the snapshots
 * @param {(snapshot: object) => void} arrived hears each snapshot
 */
export function openConnection(live, arrived, tell) {
  let hub = newHub();

  function newHub() {
    const made = connect();
    made.on('connecting', () => tell({ type: 'connecting' }));
    made.on('connected', ({ user }) => tell({ type: 'connected', user }));
    made.on('disconnected', ({ error }) => ended(error, false));
    made.on('closed', ({ error }) => ended(error, true));
    made.on('error', refused);
    made.subscribe(live, ({ body }) => arrived(body));
    return made;
  }

  function ended(error, final) {
    if (error) refused(error);
    tell({ type: 'disconnected', final });
  }

  function refused({ code, message: reason }) {
    tell({ type: 'refused', code, reason });
  }

  return {
    /** Connects again after the server said not to come back. */
    again() {
      if (hub.state === 'closed') hub = newHub();
    },

    /** Asks the server once. If it refuses, or the connection ends, no answer comes: the next snapshot asks again. */
    ask(destination, headers, answered) {
      hub.get(destination, headers).then(
        ({ body }) => answered(body),
        () => {},
      );
    },
  };
}
