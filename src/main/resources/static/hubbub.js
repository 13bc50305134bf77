// Hubbub's client: rooms, with what was missed, from any page and from Node. The types are in hubbub.d.ts.

import { HubbubError } from './hubbub/error.js';
import { Hub } from './hubbub/hub.js';

export { HubbubError };

/**
 * Connects, and comes back whenever the connection ends, until `close()` or until the server says not to come back.
 *
 *     const hub = connect();
 *     const lobby = hub.namespace('chat').join('lobby', { history: 50 });
 *     lobby.on('message', ({ from, body }) => console.log(from, body));
 *     await lobby.send('message', { text: 'hi' });
 *
 * In a page nothing else is needed: StompJs, and SockJS where no WebSocket can be opened, are loaded from where this module
 * was. In Node, `url` says where the server is, and `@stomp/stompjs` (and before Node 22 `ws`) are imported from what is
 * installed, or given as `Stomp` and `WebSocket`:
 *
 *     import * as Stomp from '@stomp/stompjs';
 *     import { WebSocket } from 'ws';
 *     const hub = connect({ url: 'ws://localhost:8080/ws', Stomp, WebSocket });
 *
 * @param {import('./hubbub.d.ts').Options} [options]
 * @returns {import('./hubbub.d.ts').Hub}
 */
export function connect(options = {}) {
  return new Hub(options);
}
