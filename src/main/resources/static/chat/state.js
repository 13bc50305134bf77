// What the page knows, and how an event changes it: pure functions on values, no DOM, no connection, no clock.
//
// A room is {name, status, reason, items, notes, outgoing, unread}:
//   status    'waiting' (no connection), 'joining', 'joined', 'refused' (then `reason` says why)
//   items     what was said, oldest first: messages, and notes of this page's own
//   notes     how many notes there have been, which makes their keys
//   outgoing  own messages the server has not confirmed: {id, text, failed}, `failed` being null or what became of it

const KEPT_ITEMS = 500; // in each room; what is older leaves the page

export const initialState = {
  link: 'connecting', // or 'online', 'offline' (it will be tried again), 'closed' (it will not, see `problem`)
  user: '', // who the server says this is, '' before it has
  client: '', // this connection's own client id
  name: '', // the name chosen here; '' is the user's
  entered: false, // past the welcome
  rooms: [],
  open: null, // the name of the room that is shown
  problem: null, // {reason, code, ending} that belongs to no room; `ending`: it goes when the connection is back
};

const reducers = {
  connecting: (state) => ({ ...state, link: state.link === 'offline' ? 'offline' : 'connecting' }),

  connected: (state, { user, client }) => ({
    ...state,
    link: 'online',
    user,
    client,
    problem: state.problem?.ending ? null : state.problem,
  }),

  disconnected: (state, { final, reason }) => ({
    ...state,
    link: final ? 'closed' : 'offline',
    problem: state.problem ?? (final && reason ? { reason, ending: true } : null),
    client: '',
    rooms: state.rooms.map((room) => ({
      ...room,
      status: room.status === 'refused' ? 'refused' : 'waiting',
      ...(room.status === 'joined' && withNote(room, 'Connection lost. What others say now will be missing here.')),
      outgoing: room.outgoing.map((message) => ({
        ...message,
        failed: message.failed ?? 'Perhaps not sent: the connection was lost before the server confirmed it.',
      })),
    })),
  }),

  named: (state, { name }) => ({ ...state, name }),

  entered: (state) => ({ ...state, entered: true }),

  joinAsked: (state, { room }) =>
    open(findRoom(state, room) ? state : { ...state, rooms: [...state.rooms, newRoom(room)] }, room),

  opened: (state, { room }) => open(state, room),

  left(state, { room }) {
    const at = state.rooms.findIndex(({ name }) => name === room);
    const rooms = state.rooms.filter(({ name }) => name !== room);
    const next = rooms[Math.min(at, rooms.length - 1)]?.name ?? null;
    return state.open === room ? open({ ...state, rooms }, next) : { ...state, rooms };
  },

  joining: (state, { room }) => inRoom(state, room, () => ({ status: 'joining', reason: null })),

  joined: (state, { room }) =>
    inRoom(state, room, (was) => ({
      status: 'joined',
      ...(was.items.length > 0 && withNote(was, 'Connected again.')),
    })),

  refused: (state, { room, reason }) => inRoom(state, room, () => ({ status: 'refused', reason })),

  message(state, event) {
    if (event.event !== 'message') return state;
    const { room, id, user, client, name, at, text } = event;
    const mine = client !== '' && client === state.client;
    const message = { kind: 'message', key: id, user, client, name: name || user, at, text, mine };
    return inRoom(state, room, (was) => ({
      items: kept([...was.items, message]),
      outgoing: mine ? withoutFirst(was.outgoing, text) : was.outgoing,
      unread: state.open === room ? 0 : was.unread + 1,
    }));
  },

  sendAsked: (state, { message, room, text }) =>
    inRoom(state, room, (was) => ({ outgoing: [...was.outgoing, { id: message, text, failed: null }] })),

  sent: (state, { message }) => dropOutgoing(state, message),

  unsent: (state, { message, reason }) => ({
    ...state,
    rooms: state.rooms.map((room) => ({
      ...room,
      outgoing: room.outgoing.map((each) => (each.id === message ? { ...each, failed: `Not sent. ${reason}` } : each)),
    })),
  }),

  discarded: (state, { message }) => dropOutgoing(state, message),

  problem: (state, { reason, code, ending }) => ({ ...state, problem: { reason, code, ending } }),

  problemClosed: (state) => ({ ...state, problem: null }),
};

/** The state after an event. An event that nobody knows is a mistake in the page. */
export function reduce(state, event) {
  return reducers[event.type](state, event);
}

export function findRoom(state, name) {
  return state.rooms.find((room) => room.name === name);
}

export function unreadElsewhere(state) {
  return state.rooms.reduce((sum, room) => sum + room.unread, 0);
}

/** Whether a text can be sent now to the room that is shown. */
export function canSend(state) {
  return state.link === 'online' && findRoom(state, state.open)?.status === 'joined';
}

function newRoom(name) {
  return { name, status: 'waiting', reason: null, items: [], notes: 0, outgoing: [], unread: 0 };
}

function open(state, name) {
  return inRoom({ ...state, open: name }, name, () => ({ unread: 0 }));
}

/** A late event of a room that was left changes nothing. */
function inRoom(state, name, change) {
  return {
    ...state,
    rooms: state.rooms.map((room) => (room.name === name ? { ...room, ...change(room) } : room)),
  };
}

function withNote(room, text) {
  const notes = room.notes + 1;
  return { notes, items: kept([...room.items, { kind: 'note', key: `note ${notes}`, text }]) };
}

function kept(items) {
  return items.slice(-KEPT_ITEMS);
}

/** The echo of an own message takes its place: own messages come back in the order they were sent. */
function withoutFirst(outgoing, text) {
  const at = outgoing.findIndex((message) => message.failed === null && message.text === text);
  return at < 0 ? outgoing : outgoing.toSpliced(at, 1);
}

function dropOutgoing(state, id) {
  return {
    ...state,
    rooms: state.rooms.map((room) => ({
      ...room,
      outgoing: room.outgoing.filter((message) => message.id !== id),
    })),
  };
}
