// The page as the state has it. Reads the state, writes the DOM, and decides nothing.

import { byId } from './dom.js';
import { logView } from './log.js';
import { roomListView } from './roomlist.js';
import { canSend, findRoom, unreadElsewhere } from './state.js';

const LINK_TEXT = {
  connecting: 'Connecting…',
  online: 'Connected',
  offline: 'Connection lost. Reconnecting…',
  closed: 'Disconnected by the server',
};

export function openView(act) {
  const showLog = logView(act);
  const showRooms = roomListView(act);

  return function show(state) {
    const room = findRoom(state, state.open);
    setText('link', LINK_TEXT[state.link]);
    byId('link').dataset.link = state.link;
    byId('reconnect').hidden = state.link !== 'closed';
    byId('welcome').hidden = state.entered;
    byId('chat').hidden = !state.entered;
    byId('rooms-toggle').hidden = !state.entered;
    byId('problem').hidden = state.problem === null;
    setText('problem-text', problemText(state.problem));
    byId('welcome-name').placeholder = byId('name').placeholder = state.user;
    document.title = titleOf(state);
    if (!state.entered) return;

    showRooms(state);
    showUnread(unreadElsewhere(state));
    setText('room-title', room?.name ?? 'No room');
    setText('room-state', roomText(room));
    byId('leave').hidden = !room;
    byId('leave').setAttribute('aria-label', `Leave ${room?.name ?? ''}`);
    byId('composer').hidden = !room;
    byId('text').placeholder = room ? `Message ${room.name}` : '';
    // Not `disabled`: that would take the focus from who is typing when the connection goes.
    byId('send').setAttribute('aria-disabled', String(!canSend(state)));
    showLog(room);
  };
}

/** A live region speaks when it is written to, so the same text is not written again. */
function setText(id, text) {
  const element = byId(id);
  if (element.textContent !== text) element.textContent = text;
}

function problemText(problem) {
  if (problem === null) return '';
  return problem.code ? `${problem.reason} (${problem.code})` : problem.reason;
}

function roomText(room) {
  if (!room) return 'Join one, or make one.';
  if (room.status === 'refused') return `You can’t be in this room. ${room.reason}`;
  return room.status === 'joining' ? 'Joining…' : '';
}

function showUnread(unread) {
  const count = byId('rooms-toggle-unread');
  count.hidden = unread === 0;
  count.textContent = unread;
}

function titleOf(state) {
  const unread = unreadElsewhere(state);
  const where = state.open === null ? 'Hubbub' : `${state.open} · Hubbub`;
  return unread === 0 ? where : `(${unread}) ${where}`;
}
