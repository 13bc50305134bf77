// What frames travel on: a WebSocket, or SockJS for who can't open one. And where the libraries come from.

// Below the directory of hubbub.js, as all that this server serves.
const ROOT = new URL('../', import.meta.url);
const STOMP = 'webjars/stomp__stompjs/7.2.1/bundles/stomp.umd.min.js';
const SOCKJS = 'webjars/sockjs-client/1.6.1/dist/sockjs.min.js';

const SUBPROTOCOLS = ['v12.stomp', 'v11.stomp', 'v10.stomp'];

const isServed = () => /^https?:$/.test(ROOT.protocol);

/** Loads a script that leaves its library as a global of this name; a page that has it already saves the request. */
async function loadGlobal(name, path) {
  if (!globalThis[name]) await import(new URL(path, ROOT).href);
  return globalThis[name];
}

/** The addresses that belong to the one of the WebSocket endpoint. */
export function addressesOf(url) {
  if (!url && !isServed()) throw new TypeError('connect() needs a url where hubbub.js does not come from the server');
  const socket = new URL(url ?? 'ws', ROOT);
  socket.protocol = socket.protocol.replace('http', 'ws');
  const http = new URL(socket);
  http.protocol = socket.protocol.replace('ws', 'http');
  return { socket: socket.href, sockJs: new URL('sockjs', http).href, api: new URL('api/', http).href };
}

export class Transport {
  #addresses;
  #options;
  #hasWorked = false; // whether any connection was ever answered
  kind = 'websocket'; // what the next connection is made with, or 'sockjs'

  constructor(addresses, options) {
    this.#addresses = addresses;
    this.#options = options;
  }

  /**
   * Loads what the next connection needs.
   * @returns a StompJs.Client class and a function that opens a socket
   */
  async load() {
    const { Client } = this.#options.Stomp ?? (await (isServed() ? loadGlobal('StompJs', STOMP) : import('@stomp/stompjs')));
    if (this.kind === 'sockjs') {
      const SockJS = this.#options.SockJS ?? (await loadGlobal('SockJS', SOCKJS));
      return { Client, open: () => new SockJS(this.#addresses.sockJs) };
    }
    const Socket = this.#options.WebSocket ?? globalThis.WebSocket ?? (isServed() ? null : (await import('ws')).WebSocket);
    if (!Socket) throw new Error('This browser has no WebSocket');
    return { Client, open: () => new Socket(this.#addresses.socket, SUBPROTOCOLS) };
  }

  /** The server answered by STOMP: this is the way from now on. */
  worked() {
    this.#hasWorked = true;
  }

  /**
   * The connection ended before the server said anything. Until one way has worked, they are tried in turn; afterwards
   * it is the server that is away, and not the way that is blocked.
   */
  failed() {
    const hasSockJs = isServed() || this.#options.SockJS;
    if (!this.#hasWorked && hasSockJs) this.kind = this.kind === 'websocket' ? 'sockjs' : 'websocket';
  }
}
