// What nobody can guess.

const crypto = globalThis.crypto ?? (await import('node:crypto')).webcrypto; // Node 18 has it there only

/** 43 letters, digits, "-" and "_". (`crypto.randomUUID` is only there in pages that came over TLS.) */
export function secret() {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
