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
  deletion: null, // what the dialog asks about, null where it is closed: {namespace, room, busy, problem}
  notice: '', // what became of the last one
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

  viewed: (state, { view }) => ({ ...state, view, detail: null, filter: '', deletion: null, notice: '' }),

  answered: (state, { view, answer }) => (view === state.view ? { ...state, detail: answer } : state),

  filtered: (state, { filter }) => ({ ...state, filter }),

  deletionAsked: (state, { namespace, room }) => ({
    ...state,
    deletion: { namespace, room, busy: false, problem: '' },
    notice: '',
  }),

  deletionLeft: (state) => ({ ...state, deletion: null }),

  deletionBegun: (state) => ({ ...state, deletion: { ...state.deletion, busy: true, problem: '' } }),

  // Who has closed the dialog meanwhile is told all the same what became of it.
  deletionOver: (state, { deletion, problem }) => {
    const { namespace, room } = deletion;
    const name = `${namespace}/${room}`;
    const there = state.deletion?.busy && state.deletion.namespace === namespace && state.deletion.room === room;
    if (problem === '') {
      return { ...state, deletion: there ? null : state.deletion, notice: `What was said in ${name} is deleted.` };
    }
    return there
      ? { ...state, deletion: { ...state.deletion, busy: false, problem } }
      : { ...state, notice: `${name} could not be deleted. ${problem}` };
  },
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
