// Who is in a room, as values: {count, list}. `count` is the server's; the list may hold fewer, where they are very many.
// A person is {client, user, name, guest}, one for each client of a user.

import { alike, isGuest, shortId } from './names.js';

const MAX_LISTED = 500; // as many as the server lists

/** The people after a note, and whether it is news to whoever reads the room. */
export function afterNote(people, { event, person, count }) {
  const others = people.list.filter(({ client }) => client !== person.client);
  const known = people.list.some(({ user }) => user === person.user);
  switch (event) {
    case 'joined':
      return { people: { count, list: sorted([...others, person]) }, news: !known };
    case 'left':
      return { people: { count, list: others }, news: known && !others.some(({ user }) => user === person.user) };
    default: {
      const here = others.length < people.list.length;
      return { people: here ? { ...people, list: sorted([...others, person]) } : people, news: here };
    }
  }
}

/** Whether the list missed something, as notes are volatile, and should be asked for again. */
export function isStale(people) {
  return people !== null && people.list.length < MAX_LISTED && people.list.length !== people.count;
}

/** The users behind the clients, each once. */
export function users(people) {
  const byUser = new Map();
  people.list.forEach((person) => byUser.set(person.user, person));
  return [...byUser.values()];
}

/** How many clients are there beyond those in the list. */
export function unlisted(people) {
  return Math.max(0, people.count - people.list.length);
}

/** What stands behind a name that somebody else has too: '' where nobody does, or somebody vouched for the user. */
export function tagOf(user, name, others) {
  const shared = others.some((other) => other.user !== user && alike(other.name, name));
  return shared && isGuest(user) ? shortId(user) : '';
}

function sorted(list) {
  return list.toSorted((a, b) => a.name.localeCompare(b.name) || (a.client < b.client ? -1 : 1));
}
