// When to tell a room that one is typing: at the first key, and seldom after it.

const EVERY_MS = 2_000; // less than what others take for its end, see conversation.js

/** `tell` is given a room's key at most so often. */
export function typingSign(tell) {
  const told = new Map(); // key -> when

  return {
    key(key, now) {
      if (now - (told.get(key) ?? -Infinity) < EVERY_MS) return;
      told.set(key, now);
      tell(key);
    },

    /** What was typed is sent: the next key is a first one. */
    sent: (key) => told.delete(key),
  };
}
