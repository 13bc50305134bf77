// Deleting a room: how the server is asked, and the dialog that asks first.

import { byId, setText } from '../chat/dom.js';

/** A disk may be slow; past this nobody knows what became of it. */
const PATIENCE_MS = 60_000;

/** Deletes all that a room keeps. Resolves to why not, '' where it is done; never rejects. */
export async function deleteRoom({ namespace, room }) {
  // As a parameter the room may have any name; as a part of the path not every one can stand there.
  const path = `../api/namespaces/${encodeURIComponent(namespace)}/rooms?room=${encodeURIComponent(room)}`;
  let response;
  try {
    response = await fetch(new URL(path, import.meta.url), {
      method: 'DELETE',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch (e) {
    return e.name === 'TimeoutError'
      ? 'The server has not answered for a minute: the room may be deleted or not.'
      : 'The server could not be reached: the room may be deleted or not.';
  }
  return response.ok ? '' : inWords(response.status, await response.json().catch(() => null));
}

/** Why the server would not; `answer` is its {code, message}, something else where a proxy or a filter answered. */
function inWords(status, answer) {
  const code = answer?.code;
  switch (code) {
    case 'no-such-destination':
      return `Nothing is kept in this room, so there was nothing to delete (${code}).`;
    case 'not-allowed':
      return `The server does not let you delete rooms: log in as an administrator (${code}).`;
    case 'bad-destination':
      return `The server takes this for no name of a room (${code}).`;
    case undefined:
      return `The server answered with the status ${status}: the room may be deleted or not.`;
    default:
      return `${answer.message} (${code}).`;
  }
}

/** The dialog: `confirmed()` where it is to be done, `left()` where it is not. */
export function makeDialog({ confirmed, left }) {
  const dialog = byId('deletion');
  let opener = null; // what had the focus before
  let busy = false;

  // The state says that it is left, and then it closes: the other way round, what is shown in between opened it anew.
  byId('deletion-cancel').addEventListener('click', left);
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    left();
  });
  byId('deletion-go').addEventListener('click', () => {
    if (!busy) confirmed();
  });
  dialog.addEventListener('close', () => {
    // What was asked for from a line that is gone by now leaves the focus with the view.
    (opener?.isConnected && opener.checkVisibility() ? opener : byId('main')).focus({ preventScroll: true });
    left(); // a browser lets nobody be kept in a dialog: a second Escape closes it without asking
  });

  return {
    /** `deletion` as the state has it; null closes it. */
    show(deletion) {
      if (deletion === null) {
        if (dialog.open) dialog.close();
        return;
      }
      busy = deletion.busy;
      setText(byId('deletion-room'), `${deletion.namespace}/${deletion.room}`);
      setText(byId('deletion-problem'), deletion.problem);
      setText(byId('deletion-go'), busy ? 'Deleting…' : 'Delete');
      // Not `disabled`, which would take the focus from it.
      byId('deletion-go').setAttribute('aria-disabled', busy);
      if (dialog.open) return;
      opener = document.activeElement;
      dialog.showModal();
    },
  };
}
