// The views that the page's address names after "#": `overview`, `clients`, `rooms`, `client/{id}`,
// `room/{namespace}/{room}` and `kept/{namespace}`, with names escaped.

export const viewOf = (hash) => {
  const [name, first, second] = hash.replace(/^#/, '').split('/');
  if (name === 'client' && first) return { name, client: unescaped(first) };
  if (name === 'room' && first && second) return { name, namespace: unescaped(first), room: unescaped(second) };
  if (name === 'kept') return { name, namespace: unescaped(first || 'chat') };
  return { name: ['clients', 'rooms'].includes(name) ? name : 'overview' };
};

export const clientHash = (client) => `#client/${encodeURIComponent(client)}`;

export const roomHash = (namespace, room) => `#room/${encodeURIComponent(namespace)}/${encodeURIComponent(room)}`;

export const keptHash = (namespace) => `#kept/${encodeURIComponent(namespace)}`;

/** The view of the navigation that a view belongs to. */
export const sectionOf = ({ name }) => ({ client: 'clients', room: 'rooms' })[name] ?? name;

export function titleOf(view) {
  switch (view.name) {
    case 'clients':
      return 'Clients';
    case 'rooms':
      return 'Rooms';
    case 'kept':
      return `Kept in ${view.namespace}`;
    case 'client':
      return `Client ${view.client}`;
    case 'room':
      return `${view.namespace}/${view.room}`;
    default:
      return 'Overview';
  }
}

function unescaped(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a % that escapes nothing
  }
}
