// What the page knows, and how an event changes it: pure functions on values, no DOM, no connection, no clock.

export const initialState = {
  link: 'connecting', // or 'online', 'offline' (it will be tried again), 'closed' (it will not, see `problem`)
  user: '', // who the server says this is, '' before it has
  problem: '', // why the connection ended, or what was refused
  snapshot: null, // the newest, see Snapshot.java; null before the first
  rates: null, // what happens in a second, by the two newest snapshots; null before the second
  view: { name: 'overview' }, // see views.js
  detail: null, // the newest answer about the one client or room that is shown; null before it
  filter: '',
};

const reducers = {
  connecting: (state) => ({ ...state, link: state.link === 'offline' ? 'offline' : 'connecting' }),

  // What was true before is not shown as if it were now, and no rate reaches over the time that is missing.
  connected: (state, { user }) => ({ ...state, link: 'online', user, problem: '', snapshot: null, rates: null }),

  refused: (state, { reason, code }) => ({ ...state, problem: `${reason} (${code})` }),

  disconnected: (state, { final }) => ({ ...state, link: final ? 'closed' : 'offline', rates: null }),

  snapshot: (state, { snapshot }) => ({
    ...state,
    snapshot,
    rates: state.link === 'online' && state.snapshot ? ratesBetween(state.snapshot, snapshot) : null,
  }),

  viewed: (state, { view }) => ({ ...state, view, detail: null, filter: '' }),

  answered: (state, { view, answer }) => (view === state.view ? { ...state, detail: answer } : state),

  filtered: (state, { filter }) => ({ ...state, filter }),
};

/** The state after an event. An event that nobody knows is a mistake in the page. */
export function reduce(state, event) {
  return reducers[event.type](state, event);
}

/** What happened in a second between two snapshots; null where a server's restart lies between them. */
export function ratesBetween(before, after) {
  const seconds = (after.atMillis - before.atMillis) / 1000;
  const rate = (name) => (after.totals[name] - before.totals[name]) / seconds;
  const rates = { published: rate('published'), delivered: rate('delivered'), refused: rate('refused') };
  const known = seconds > 0 && Object.values(rates).every((each) => each >= 0);
  return known ? rates : null;
}

/** Whether any of the texts holds what was typed, whatever its case. */
export function matches(filter, texts) {
  const wanted = filter.trim().toLowerCase();
  return wanted === '' || texts.some((text) => text.toLowerCase().includes(wanted));
}
