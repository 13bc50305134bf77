// What this browser remembers between visits: the name and the rooms. Without storage (a strict browser) it is nothing.

const KEY = 'hubbub.chat';

export function recall() {
  try {
    const { name = '', rooms = [], open = null } = JSON.parse(localStorage.getItem(KEY)) ?? {};
    return { name, rooms, open };
  } catch {
    return { name: '', rooms: [], open: null };
  }
}

export function remember({ name, rooms, open }) {
  try {
    localStorage.setItem(KEY, JSON.stringify({ name, rooms: rooms.map((room) => room.name), open }));
  } catch {
    // Full or forbidden: the page works, the next visit starts afresh.
  }
}
