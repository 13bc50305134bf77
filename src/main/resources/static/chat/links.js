// Addresses in a text, made into links by way of the DOM.

import { element } from './dom.js';

const ADDRESS = /https?:\/\/[^\s<>"'`\p{Cc}\p{Cf}]+/giu;
const CLOSING = { ')': '(', ']': '[' };

/** The text in pieces: strings, and an element for each address. */
export function linked(text) {
  const pieces = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    const address = withoutEnding(found);
    if (!URL.canParse(address)) continue;
    pieces.push(text.slice(from, index), linkTo(address));
    from = index + address.length;
  }
  pieces.push(text.slice(from));
  return pieces.filter((piece) => piece !== '');
}

/** The page that opens is told neither who opened it nor where from, and can't reach back here. */
function linkTo(address) {
  return element('a', { href: address, target: '_blank', rel: 'noopener noreferrer' }, address);
}

/** What ends a sentence, and a bracket that opened before the address, are not the address's. */
function withoutEnding(address) {
  let end = address.length;
  while (end > 0 && isEnding(address.slice(0, end))) end--;
  return address.slice(0, end);
}

function isEnding(address) {
  const last = address.at(-1);
  if (CLOSING[last]) return address.split(last).length > address.split(CLOSING[last]).length;
  return '.,;:!?*_'.includes(last);
}
