// A table whose rows stay the same elements while what they say changes: the focus, and what is selected, stays.

import { arrange, element, setText } from '../chat/dom.js';

/**
 * Makes a table. `columns` are {title, unseen, className, fill(cell, line)}, `unseen` where only who hears it needs
 * the title; `keyOf` gives what tells one line from another.
 * What it returns has the table's `root` and `show(lines, emptyText)`.
 */
export function makeTable(caption, columns, keyOf) {
  const head = element('tr', {}, ...columns.map(headOf));
  const body = element('tbody');
  const empty = element('p', { className: 'nothing' });
  const table = element(
    'table',
    { className: 'lines' },
    element('caption', { className: 'unseen' }, caption),
    element('thead', {}, head),
    body,
  );
  let made = new Map(); // key -> row

  function rowOf(line) {
    const cells = columns.map(({ title, className }) =>
      element('td', { className: className ?? '', 'data-title': title }),
    );
    return element('tr', {}, ...cells);
  }

  return {
    root: element('div', {}, table, empty),

    show(lines, emptyText) {
      const rows = new Map(lines.map((line) => [keyOf(line), made.get(keyOf(line)) ?? rowOf(line)]));
      made = rows;
      lines.forEach((line) => columns.forEach(({ fill }, at) => fill(rows.get(keyOf(line)).children[at], line)));
      arrange(body, [...rows.values()]);
      table.hidden = lines.length === 0;
      empty.hidden = lines.length > 0;
      empty.textContent = emptyText;
    },
  };
}

function headOf({ title, unseen }) {
  return element('th', { scope: 'col' }, unseen ? element('span', { className: 'unseen' }, title) : title);
}

/** Makes the one link of an element say this and lead there. */
export function link(cell, text, href) {
  const anchor = cell.querySelector('a') ?? cell.appendChild(element('a', {}, element('bdi')));
  setText(anchor.firstElementChild, text);
  if (anchor.getAttribute('href') !== href) anchor.setAttribute('href', href);
}
