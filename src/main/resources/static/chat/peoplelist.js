// Who is in a room: a panel that is called for.

import { withArrows } from './arrows.js';
import { arrange, element } from './dom.js';
import { face, nameWith } from './faces.js';
import { tagOf, unlisted, users } from './people.js';

/** Shows people in `panel`; `act` is told {type: 'private', person}. */
export function peopleView(panel, act) {
  const list = panel.querySelector('ul');
  const rest = panel.querySelector('.rest');
  const settle = withArrows(list);
  let made = new Map(); // what a row shows, as text -> the row

  return function show(people, own) {
    if (people === null) return;
    const next = new Map();
    for (const person of users(people)) {
      const row = { ...person, tag: tagOf(person.user, person.name, people.list), mine: person.user === own };
      const text = JSON.stringify([row.user, row.name, row.tag, row.mine]);
      next.set(text, made.get(text) ?? rowOf(row, act));
    }
    made = next;
    arrange(list, [...next.values()]);
    rest.hidden = unlisted(people) === 0;
    rest.textContent = `and ${unlisted(people).toLocaleString()} more`;
    panel.querySelector('.advice').hidden = next.size < 2;
    settle();
  };
}

/** The sort order changes with a name, and so does its row: nobody's row moves under the finger. */
function rowOf(person, act) {
  const parts = [face(person.name), element('span', { className: 'label' }, ...nameWith(person))];
  if (person.mine) {
    return element('li', {}, element('p', { className: 'me' }, ...parts, element('span', { className: 'tag' }, 'you')));
  }
  const button = element(
    'button',
    {
      type: 'button',
      title: 'Write privately',
      'aria-label': `${person.name} ${person.tag}`.trim() + ', write privately',
      onclick: () => act({ type: 'private', person }),
    },
    ...parts,
  );
  return element('li', {}, button);
}
