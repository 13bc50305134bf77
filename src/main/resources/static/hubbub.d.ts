/** Connects, and comes back whenever the connection ends, until `close()` or until the server says not to come back. */
export function connect(options?: Options): Hub;

export interface Options {
  /** Where the server's WebSocket endpoint is (`ws://host:port/ws`); in a page that of the server hubbub.js came from. */
  url?: string;
  /** Gives a token (a JWT), or null for none. Asked at each connection, and again before the token ends. */
  token?: () => string | null | Promise<string | null>;
  login?: string;
  passcode?: string;
  /** A guest's secret, 16 to 128 letters, digits, `-` and `_`: who keeps it stays the same guest over reloads. Made up when left out. */
  guest?: string;
  /** Bounds in milliseconds of the first wait (1,000) and of all (15,000) before the next connection; the wait is random below them. */
  backoff?: { min?: number; max?: number };
  buffer?: {
    /** So many sends may wait for their answer (1,000)... */
    count?: number;
    /** ...with so many bytes of bodies (1,000,000). */
    bytes?: number;
    /** So many of them are on the wire at once (32). */
    window?: number;
    /** The server's `hubbub.store.id-window` in milliseconds (300,000): so long is it safe to send something again. */
    idWindow?: number;
  };
  /** The `@stomp/stompjs` module, where it cannot be loaded from the server or by `import('@stomp/stompjs')`. */
  Stomp?: { Client: unknown };
  /** A WebSocket class, where there is none and `import('ws')` finds none. */
  WebSocket?: unknown;
  /** A SockJS class, where it cannot be loaded from the server. */
  SockJS?: unknown;
  fetch?: typeof fetch;
  /** For tests: numbers in [0, 1), and a clock. */
  random?: () => number;
  time?: { now(): number; setTimeout(act: () => void, delay: number): unknown; clearTimeout(timer: unknown): void };
}

export type HubState = 'connecting' | 'connected' | 'disconnected' | 'closed';

export interface Ended {
  /** The WebSocket's close code; 0 where no connection could be begun. */
  code: number;
  reason: string;
  /** What the server said of it. */
  error: HubbubError | null;
}

export interface HubEvents {
  state: (state: HubState, detail: object) => void;
  connecting: (detail: { attempt: number }) => void;
  connected: (detail: { user: string; client: string }) => void;
  /** It ended; the next try is in so many milliseconds. */
  disconnected: (detail: Ended & { retryIn: number }) => void;
  /** It ended for good. */
  closed: (detail: Ended) => void;
  /** Something went wrong that no promise was rejected with. */
  error: (error: HubbubError) => void;
  /** A message of a room that the server put this client into, or for this client and nobody's answer. */
  message: (message: Message) => void;
}

export interface Hub {
  readonly state: HubState;
  /** Who this is, and this connection's id; '' before the first one. */
  readonly user: string;
  readonly client: string;
  on<E extends keyof HubEvents>(event: E, handler: HubEvents[E]): () => void;
  once<E extends keyof HubEvents>(event: E, handler: HubEvents[E]): () => void;
  off<E extends keyof HubEvents>(event: E, handler?: HubEvents[E]): void;
  namespace(name: string): Namespace;
  /** Tries now rather than after the wait. */
  reconnect(): void;
  /** Ends it for good and rejects what waits. Resolves when the connection is closed. */
  close(): Promise<void>;
  /** Subscribes to a destination that is no room, on each connection and before its rooms. Returns what ends it. */
  subscribe(destination: string, handler: (message: Message) => void, headers?: Record<string, string>): () => void;
  /** Asks a `@SubscribeMapping` once. Rejects with `connection-lost` where there is no connection. */
  get(destination: string, headers?: Record<string, string>): Promise<Message>;
  /** Sends to a `@MessageMapping`, on this connection or not at all; resolves with its RECEIPT. */
  send(destination: string, body?: unknown, options?: { headers?: Record<string, string> }): Promise<void>;
}

export interface Namespace {
  readonly name: string;
  /** Joins a room, on this connection and all later ones. A room that is joined already is given again, as it is. */
  join(room: string, options?: JoinOptions): Room;
}

export interface JoinOptions {
  /** The last so many messages first. */
  history?: number;
  /** Begins after this position rather than now. */
  since?: string;
  /** So many missed messages does a return replay at most; all that are kept when left out. */
  recover?: number;
  /** More headers of the SUBSCRIBE, `x-...`, for the application's middlewares. */
  headers?: Record<string, string>;
}

export interface Speech {
  /** To all but this client. */
  readonly broadcast: Speech;
  /** Dropped rather than kept waiting: never stored, without position, and not sent later. */
  readonly volatile: VolatileSpeech;
  /** To the members of these rooms of the namespace too. */
  to(...rooms: string[]): this;
  also(...rooms: string[]): this;
  /** Not to the members of these rooms. */
  except(...rooms: string[]): this;
  /**
   * Sends an event: a string as text, an ArrayBuffer or Uint8Array as bytes, anything else as JSON. Waits for a connection,
   * goes out in the order of the calls, and resolves when it is stored; `position` is null where the server gives none.
   * Rejects with the server's refusal, or with `buffer-full`, `left`, `closed` or `unknown-outcome` (it was on its way when
   * the connection ended, and cannot be sent again without doubling it).
   */
  send(event: string, body?: unknown, options?: SendOptions): Promise<{ position: string | null }>;
  /** Asks all other members, who have `timeout` milliseconds (5,000) to reply. Never asked twice. */
  ask(event: string, body?: unknown, options?: SendOptions & { timeout?: number }): Promise<Answers>;
}

export interface VolatileSpeech extends Omit<Speech, 'send' | 'broadcast' | 'volatile'> {
  readonly broadcast: VolatileSpeech;
  readonly volatile: VolatileSpeech;
  /** Resolves with whether it was dropped on this side. */
  send(event: string, body?: unknown, options?: SendOptions): Promise<{ dropped: boolean }>;
}

export interface SendOptions {
  /** Headers of your own that travel along; their names begin with `x-`. */
  headers?: Record<string, string>;
}

export interface Answers {
  answers: { client: string; user: string; body: unknown; encoding?: 'base64' }[];
  missing: { client: string; user: string }[];
}

export type RoomState = 'joining' | 'joined' | 'away' | 'left' | 'refused';

export interface RoomEvents {
  state: (state: RoomState) => void;
  /** It is back, and hears now what it missed. */
  recovered: (detail: { missed: number }) => void;
  /**
   * It is back, and `lost` messages are gone for ever; null where nobody knows how many. `skipped` more are kept and were left
   * out, as `recover` asked for no more: `history()` reads them. What is left follows.
   */
  gap: (detail: { lost: number | null; skipped: number; missed: number }) => void;
  /** It may not be in the room, or no longer. */
  refused: (error: HubbubError) => void;
}

type MessageHandler = (message: Message) => void;

export interface Room extends Speech {
  readonly namespace: string;
  readonly name: string;
  readonly state: RoomState;
  /** The last position known; null before the first. */
  readonly position: string | null;
  /** Resolves when it is joined for the first time. */
  readonly joined: Promise<{ position: string | null; missed: number }>;
  readonly presence: Presence;
  /** Hears the room's messages of an event. The four names of RoomEvents are the room's own: such messages reach onAny only. */
  on<E extends keyof RoomEvents>(event: E, handler: RoomEvents[E]): () => void;
  on(event: string, handler: MessageHandler): () => void;
  once<E extends keyof RoomEvents>(event: E, handler: RoomEvents[E]): () => void;
  once(event: string, handler: MessageHandler): () => void;
  off(event: string, handler?: Function): void;
  /** Hears all messages. */
  onAny(handler: (event: string, message: Message) => void): () => void;
  offAny(handler: Function): void;
  /** The messages before a position, or the last ones: at most `limit` (50), the oldest first. */
  history(before?: string | null, limit?: number): Promise<Message[]>;
  /** Leaves: no event comes after the call. Resolves when the server has it. What still waits to be sent is rejected. */
  leave(): Promise<void>;
}

export interface Message {
  /** Absent on what did not come from a room. */
  namespace?: string;
  room?: string;
  id: string;
  /** `epoch:offset`; null for what has none. */
  position: string | null;
  event: string;
  /** JSON as its value, text as a string, anything else as a Uint8Array. */
  body: any;
  text: string;
  /** The user and the client who sent it; null for the server. */
  from: string | null;
  client: string | null;
  /** Milliseconds since 1970. */
  sentAt: number | null;
  headers: Record<string, string>;
  volatile: boolean;
  /** From the history, or missed; not live. */
  replayed: boolean;
  /** This hub sent it, on this connection or on one before. */
  own: boolean;
  /** Answers; there on questions only. */
  reply?: (body?: unknown) => Promise<void>;
}

export interface Present {
  user: string;
  clients: number;
  state: Record<string, unknown> | null;
}

/** Who is in the room. Asked for with the first `on`, `once`, `members()` or `count`. */
export interface Presence {
  /** After everything that changed who is known to be there; `clients` is null where it is not told. */
  on(event: 'change', handler: (members: Present[], counts: { count: number; clients: number | null }) => void): () => void;
  /** One user; for `leave` as it was last known. After a return, what changed meanwhile. Not for who is there first. */
  on(event: 'join' | 'leave' | 'update', handler: (member: Present) => void): () => void;
  on(event: 'error', handler: (error: HubbubError) => void): () => void;
  once(event: string, handler: Function): () => void;
  off(event: string, handler?: Function): void;
  members(): Present[];
  /** How many users there are, also where the room does not say who. */
  readonly count: number;
  /** What others see of this client, at most 1 KB as JSON; null for nothing. Kept over connections. Resolves when the server has it. */
  set(state: Record<string, unknown> | null): Promise<void>;
}

/** Why something was not done; the codes are in protocol.md, this client's own ones in client.md. */
export class HubbubError extends Error {
  readonly code: string;
  /** The number of a code of the server's: 1012 and 4000 to 4499 say that the same may be asked for again later. */
  readonly close?: number;
  /** What else the application said. */
  readonly data: unknown;
}
