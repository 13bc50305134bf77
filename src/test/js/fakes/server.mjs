// A server in this process that speaks Hubbub's protocol over sockets that are objects. Rooms with positions and history,
// ids that are taken once, presence as the test says it; refusing, dropping and being silent when told to.

const unescape = (text) => text.replace(/\\([nrc\\])/g, (_, c) => ({ n: '\n', r: '\r', c: ':', '\\': '\\' })[c]);
const escape = (text) => String(text).replace(/[\n\r:\\]/g, (c) => ({ '\n': '\\n', '\r': '\\r', ':': '\\c', '\\': '\\\\' })[c]);
// The numbers of the refusals that a client may ask again after; any other is final here.
const NUMBERS = { 'server-error': 4003, 'too-many-messages': 4006, 'too-many-bytes': 4007, 'storage-full': 4010, 'shutting-down': 1012 };
const FINAL = 4506;
const numberOf = (code) => NUMBERS[code] ?? FINAL;

const toText = (data) => (typeof data === 'string' ? data : new TextDecoder().decode(data));

export function parse(data) {
  const text = toText(data);
  const end = text.indexOf('\n\n');
  const [command, ...lines] = text.slice(0, end).split('\n');
  const pairs = lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]);
  const headers = Object.fromEntries(pairs.map((pair) => (command === 'CONNECT' ? pair : pair.map(unescape))));
  return { command, headers, body: text.slice(end + 2, text.lastIndexOf('\0')) };
}

export function write(command, headers, body = '') {
  const shown = Object.entries({ ...headers, ...(body && { 'content-length': new TextEncoder().encode(body).length }) });
  const lines = shown.filter(([, value]) => value !== undefined && value !== null).map(([k, v]) => `${escape(k)}:${escape(v)}`);
  return `${[command, ...lines].join('\n')}\n\n${body}\0`;
}

export class FakeServer {
  /** What happens between a join and its answer. */
  beforeJoined = () => {};

  sockets = []; // all that were ever opened
  frames = []; // all that came, with the socket's number
  rooms = new Map(); // destination -> { epoch, log, kept }
  taken = new Map(); // id -> position
  window = 300_000; // so long an id is known
  latency = () => 1; // of each frame, either way
  accepts = true; // or nobody gets a connection
  connected = {}; // more headers of CONNECTED
  /**
   * What to do with a frame rather than to obey it: { code, message, data }, 'ignore', or nothing. With `close` the connection
   * ends with that number; with `number` the code is one that this table does not have.
   */
  refuse = () => null;
  #clients = 0;

  constructor(clock) {
    this.clock = clock;
    const server = this;
    this.WebSocket = class extends FakeSocket {
      constructor(url) {
        super(server, url);
      }
    };
  }

  /** The sockets that are open. */
  get open() {
    return this.sockets.filter((socket) => socket.readyState === 1);
  }

  sent(command) {
    return this.frames.filter((frame) => frame.command === command);
  }

  room(destination) {
    if (!this.rooms.has(destination)) this.rooms.set(destination, { epoch: 'e1', log: [], oldest: 1 });
    return this.rooms.get(destination);
  }

  /** Publishes as somebody else, or as the client of a socket. */
  publish(destination, body, headers = {}, from = null) {
    const room = this.room(destination);
    const volatile = headers.volatile === 'true';
    const message = { ...headers, body, from: from?.client ?? 'other', offset: room.log.length + 1 };
    if (!volatile) room.log.push(message);
    const id = volatile ? 'v:1' : `${room.epoch}:${message.offset}`;
    for (const socket of this.open) {
      if (headers.echo === 'false' && socket === from) continue;
      for (const [sub, to] of socket.subscriptions) if (to === destination) this.deliver(socket, sub, destination, id, message);
    }
    return volatile ? null : id;
  }

  deliver(socket, subscription, destination, id, { body, from, event = 'message', offset, ...headers }, replayed = false) {
    const { 'content-type': type, 'reply-to': reply, 'correlation-id': correlation } = headers;
    socket.tell('MESSAGE', {
      subscription, destination, event, client: from, from, 'message-id': id, 'content-type': type, 'reply-to': reply,
      'correlation-id': correlation, 'sent-at': this.clock.now(), echo: replayed ? headers.echo : undefined, 'x-k': headers['x-k'],
    }, body);
  }

  /** All open connections end. */
  drop(code = 1006, reason = '') {
    for (const socket of this.open) socket.drop(code, reason);
  }

  handle(socket, { command, headers, body }) {
    this.frames.push({ command, headers, body, socket: socket.number });
    const no = this.refuse({ command, headers, body }, socket);
    if (no === 'ignore') return;
    if (no) return this.#refuseFrame(socket, headers, no);
    if (socket.halted && headers.run === socket.halted.run) return this.#refuseFrame(socket, headers, socket.halted.no);
    const receipt = (more = {}) => headers.receipt && socket.tell('RECEIPT', { 'receipt-id': headers.receipt, ...more });
    const { destination } = headers;
    if (command === 'CONNECT') {
      socket.client = `c${++this.#clients}`;
      socket.tell('CONNECTED', { version: '1.2', 'heart-beat': '0,0', 'user-name': 'me', client: socket.client, ...this.connected });
    } else if (command === 'DISCONNECT') {
      receipt();
    } else if (command === 'UNSUBSCRIBE') {
      if (!socket.subscriptions.delete(headers.id)) return this.#refuseFrame(socket, headers, { code: 'unknown-subscription', close: 4514 });
      receipt();
    } else if (command === 'SUBSCRIBE') {
      if (socket.subscriptions.has(headers.id)) return this.#refuseFrame(socket, headers, { code: 'bad-frame', close: 4500 });
      this.#join(socket, headers, receipt);
    } else if (command === 'SEND' && destination.startsWith('/topic/')) {
      this.#send(socket, headers, body, receipt);
    } else {
      receipt();
    }
  }

  #refuseFrame(socket, headers, no) {
    const { code, message = code, data, close, number = close ?? numberOf(code) } = no;
    if (close) {
      socket.tell('ERROR', { code, close: number, message, 'receipt-id': headers.receipt });
      socket.isOver = true;
      socket.drop(no.isCut ? 1006 : close, message, true);
      return;
    }
    if (headers.run && number < 4500) socket.halted = { run: headers.run, no };
    const body = JSON.stringify({ code, message, close: number, destination: headers.destination, receipt: headers.receipt, data });
    socket.tell('MESSAGE', { subscription: 'errors', destination: '/user/queue/errors', 'message-id': 'e:1' }, body);
  }

  #join(socket, { id, destination, since, history }, receipt) {
    socket.subscriptions.set(id, destination);
    if (!destination.startsWith('/topic/')) return receipt();
    const room = this.room(destination);
    const newest = room.log.length;
    const answer = { position: `${room.epoch}:${newest}` };
    let first = newest + 1;
    if (since) {
      const [epoch, offset] = since.split(':');
      const bound = Math.max(room.oldest, history ? newest - history + 1 : 0);
      const isKnown = epoch === room.epoch;
      first = isKnown ? Math.max(Number(offset) + 1, bound) : bound;
      answer.recovered = isKnown && first === Number(offset) + 1;
      if (isKnown && !answer.recovered) {
        answer.lost = Math.max(0, room.oldest - Number(offset) - 1);
        answer.skipped = first - Number(offset) - 1 - answer.lost || undefined;
      }
    } else if (history) {
      first = Math.max(room.oldest, newest - history + 1);
    }
    if (since || history) answer.missed = newest - first + 1;
    this.beforeJoined();
    receipt(answer);
    for (const message of room.log.slice(first - 1)) {
      this.deliver(socket, id, destination, `${room.epoch}:${message.offset}`, message, true);
    }
  }

  #send(socket, headers, body, receipt) {
    const { id, destination, receipt: _receipt, run: _run, 'content-length': _length, ...rest } = headers;
    const before = this.taken.get(id);
    if (before && this.clock.now() - before.at < this.window) return receipt({ position: before.position });
    const position = this.publish(destination, body, rest, socket);
    if (id) this.taken.set(id, { position, at: this.clock.now() });
    receipt({ position });
  }
}

class FakeSocket {
  readyState = 0;
  subscriptions = new Map(); // of the server: id -> destination
  client = null;
  halted = null; // the run in which something was refused for now: { run, no }
  isOver = false; // whether nothing more is read
  #server;
  #arrival = { in: 0, out: 0 }; // when the last frame of each direction is there: they do not overtake each other

  constructor(server, url) {
    this.#server = server;
    this.url = url;
    this.number = server.sockets.push(this);
    server.clock.setTimeout(() => {
      if (this.readyState !== 0) return;
      if (!server.accepts) return this.drop();
      this.readyState = 1;
      this.onopen?.({});
    }, 1);
  }

  /** From the client. */
  send(data) {
    if (toText(data) === '\n') return;
    this.#travel('in', () => this.isOver || this.#server.handle(this, parse(data)));
  }

  /** To the client. */
  tell(command, headers, body) {
    const data = write(command, headers, body);
    this.#travel('out', () => this.onmessage?.({ data }));
  }

  /** Ends it: at once, or after what was told. */
  drop(code = 1006, reason = '', inOrder = false) {
    const end = () => {
      if (this.readyState === 3) return;
      this.readyState = 3;
      this.onclose?.({ code, reason });
    };
    if (inOrder) this.#travel('out', end);
    else end();
  }

  close() {
    this.#travel('in', () => this.drop(1000));
  }

  #travel(way, act) {
    const { clock, latency } = this.#server;
    this.#arrival[way] = Math.max(this.#arrival[way], clock.now() + latency());
    clock.setTimeout(() => this.readyState === 1 && act(), this.#arrival[way] - clock.now());
  }
}
