// The coloured letter that stands for a person.

import { element } from './dom.js';

const HUES = 8; // as many as style.css has

export function face(name) {
  const letter = [...name][0]?.toUpperCase() ?? '?';
  return element('span', { className: `face hue-${hueOf(name)}`, 'aria-hidden': 'true' }, letter);
}

/** A name with what tells it from others: the mark of who is logged in, or a guest's short id. */
export function nameWith({ name, user, guest, tag }) {
  const made = [element('bdi', { className: 'name', title: user }, name)];
  if (!guest) {
    const means = user === '' ? 'the server' : `logged in as ${user}`;
    made.push(' ', element('span', { className: 'mark', title: means, 'aria-label': means, role: 'img' }, '✓'));
  }
  if (tag) made.push(' ', element('span', { className: 'tag', title: user }, tag));
  return made;
}

/** A name has the same colour on every page and at each visit, which gives a guest another user name. */
function hueOf(name) {
  let hash = 0x811c9dc5; // FNV-1a
  for (const character of name) hash = Math.imul(hash ^ character.codePointAt(0), 0x01000193);
  return (hash >>> 20) % HUES;
}
