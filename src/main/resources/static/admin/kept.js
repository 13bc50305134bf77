// The view of what the rooms of a namespace keep, also of those that nobody is in.

import { element, setText } from '../chat/dom.js';
import { count, deleteButton, showing } from './panes.js';
import { link, makeTable } from './table.js';
import { keptHash, roomHash } from './views.js';

const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB'];
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const tenths = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });

/** A number of bytes in the largest unit of which there is at least one. */
export function sizeOf(bytes) {
  let size = bytes;
  let unit = 0;
  while (size >= 1024 && unit < UNITS.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${tenths.format(size)} ${UNITS[unit]}`;
}

/** `askDeletion` is told {namespace, room}. */
export function keptPane(askDeletion) {
  const columns = [
    { title: 'Room', fill: (cell, line) => link(cell, line.room, roomHash(line.namespace, line.room)) },
    { title: 'Size', className: 'number', fill: (cell, line) => setText(cell, sizeOf(line.bytes)) },
    { title: 'Messages', className: 'number', fill: (cell, line) => setText(cell, count(line.messages)) },
    { title: 'Members', className: 'number', fill: (cell, line) => setText(cell, count(line.members)) },
    { title: 'Last message', className: 'time', fill: (cell, line) => setText(cell, day.format(line.writtenMillis)) },
    { title: 'Deletion', unseen: true, fill: (cell, line) => deleteButton(cell, line, askDeletion) },
  ];
  const table = makeTable('Rooms that keep messages, largest first', columns, ({ namespace, room }) => `${namespace}/${room}`);
  const namespace = element('input', {
    id: 'kept-namespace',
    required: true,
    // The server has the same rule: Destination.isNamespace.
    pattern: '[a-z0-9][a-z0-9\\-]{0,62}',
    title: 'Lower-case letters, digits and "-"',
    autocomplete: 'off',
    autocapitalize: 'none',
    spellcheck: false,
  });
  const form = element(
    'form',
    { className: 'of-namespace' },
    element('p', {}, element('label', { htmlFor: 'kept-namespace' }, 'Namespace'), namespace),
    element('button', { id: 'kept-show', type: 'submit' }, 'Show'),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    location.hash = keptHash(namespace.value);
  });
  let shown = ''; // the namespace that the field was last filled with

  return {
    root: element('div', {}, form, table.root),
    show({ view, detail }) {
      if (shown !== view.namespace) {
        shown = view.namespace;
        namespace.value = view.namespace;
      }
      table.root.hidden = detail === null;
      table.show(detail?.rooms ?? [], 'No room of this namespace keeps messages.');
    },
    showing: ({ detail }) => (detail ? showing(detail.rooms.length, detail.total, 'the largest', 'room') : ''),
  };
}
