// Puts the parts together: the server's snapshots change the state, and the state is shown.

import { arrange, byId, setText } from '../chat/dom.js';
import { openConnection } from './connection.js';
import { deleteRoom, makeDialog } from './deletion.js';
import { keptPane } from './kept.js';
import { clientPane, clientsPane, count, overviewPane, roomPane, roomsPane } from './panes.js';
import { initialState, reduce } from './state.js';
import { sectionOf, titleOf, viewOf } from './views.js';

const LIVE = '/topic/admin/live';

/** What says that a login would help: the page is left for it. */
const LOGIN_HELPS = ['not-allowed', 'logged-out', 'locked'];

// The server goes through all rooms of a namespace for this answer, so it is asked for less often than a snapshot comes.
const KEPT_EVERY_MS = 5_000;

const LINK_TEXT = {
  connecting: 'Connecting…',
  offline: 'Connection lost. Reconnecting…',
  closed: 'Disconnected by the server',
};

const panes = {
  overview: overviewPane(),
  clients: clientsPane(),
  rooms: roomsPane(askDeletion),
  client: clientPane(),
  room: roomPane(),
  kept: keptPane(askDeletion),
};

const dialog = makeDialog({
  confirmed: () => carryOut(state.deletion),
  left: () => happened({ type: 'deletionLeft' }),
});

let state = initialState;
let drawing = false;
let keptAskedAt = -Infinity; // on the page's clock
let leaving = false; // by the logout button: that ends the connection too, and leads to a page of its own

const connection = openConnection(LIVE, arrived, (event) => {
  happened(event);
  if (event.type === 'refused' && LOGIN_HELPS.includes(event.code) && !leaving) toLogin();
});

function happened(event) {
  state = reduce(state, event);
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    show();
  });
}

function arrived(snapshot) {
  happened({ type: 'snapshot', snapshot });
  askForDetail();
}

/** The page asks again with each snapshot what one client or one room is like, and now and then what rooms keep. */
function askForDetail() {
  const { view } = state;
  const answered = (answer) => happened({ type: 'answered', view, answer });
  if (view.name === 'client') connection.ask('/app/admin/client', { 'x-client': view.client }, answered);
  if (view.name === 'room') {
    connection.ask('/app/admin/members', { 'x-namespace': view.namespace, 'x-room': view.room }, answered);
  }
  if (view.name === 'kept' && performance.now() - keptAskedAt >= KEPT_EVERY_MS) askForKept();
}

function askForKept() {
  const { view } = state;
  keptAskedAt = performance.now();
  connection.ask('/app/admin/kept', { 'x-namespace': view.namespace }, (answer) => happened({ type: 'answered', view, answer }));
}

function askDeletion({ namespace, room }) {
  happened({ type: 'deletionAsked', namespace, room });
}

async function carryOut(deletion) {
  happened({ type: 'deletionBegun' });
  const problem = await deleteRoom(deletion);
  happened({ type: 'deletionOver', deletion, problem });
  if (state.view.name === 'kept') askForKept();
}

function toLogin() {
  location.assign(new URL(`../login?to=${encodeURIComponent(location.pathname)}`, import.meta.url));
}

function show() {
  const { link, problem, view, snapshot } = state;
  setText(byId('link'), link === 'online' ? `Connected as ${state.user}` : LINK_TEXT[link]);
  byId('link').dataset.link = link;
  byId('reconnect').hidden = link !== 'closed';
  byId('problem').hidden = problem === '';
  setText(byId('problem'), problem);
  setText(byId('count-clients'), snapshot ? count(snapshot.totals.clients) : '');
  setText(byId('count-rooms'), snapshot ? count(snapshot.totals.rooms) : '');

  setText(byId('title'), titleOf(view));
  document.title = `${titleOf(view)} · Hubbub admin`;
  for (const name of ['overview', 'clients', 'rooms', 'kept']) {
    const anchor = byId(`to-${name}`);
    if (name === sectionOf(view)) anchor.setAttribute('aria-current', 'page');
    else anchor.removeAttribute('aria-current');
  }
  byId('filter-field').hidden = view.name !== 'clients' && view.name !== 'rooms';

  const pane = panes[view.name];
  setText(byId('showing'), snapshot ? pane.showing(state) : 'Waiting for the server…');
  if (snapshot) pane.show(state);
  arrange(byId('view'), snapshot ? [pane.root] : []);
  byId('main').classList.toggle('stale', link !== 'online');
  dialog.show(state.deletion);
  // After the dialog: while that is open, nothing else is read out.
  setText(byId('notice'), state.notice);
}

function moved() {
  byId('filter').value = '';
  keptAskedAt = -Infinity;
  happened({ type: 'viewed', view: viewOf(location.hash) });
  askForDetail();
}

window.addEventListener('hashchange', () => {
  moved();
  // The new view is what is read next; its links come after the navigation's.
  byId('main').focus({ preventScroll: true });
  window.scrollTo(0, 0);
});
byId('filter').addEventListener('input', (event) => happened({ type: 'filtered', filter: event.target.value }));
byId('logout').form.addEventListener('submit', () => (leaving = true));
byId('reconnect').addEventListener('click', () => connection.again());

moved();
