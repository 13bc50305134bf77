// Five clients of a real server that is asked to end (SIGTERM) while they send, and started again: what they sent is kept
// once, and in the order in which each of them sent it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { connect } from '../../../main/resources/static/hubbub.js';

const CLIENTS = 5;
const MESSAGES = 1_000; // of each

const { HUBBUB_URL, HUBBUB_STOMPJS, HUBBUB_WS, HUBBUB_PID_FILE, HUBBUB_RESTARTS } = process.env;
const require = createRequire(import.meta.url);
const Stomp = require(HUBBUB_STOMPJS);
const { WebSocket } = require(HUBBUB_WS);
const restarts = Number(HUBBUB_RESTARTS);

const open = () => connect({ url: HUBBUB_URL, Stomp, WebSocket, backoff: { min: 50, max: 500 } });
const hubs = Array.from({ length: CLIENTS }, open);
const rooms = hubs.map((hub) => hub.namespace('chat').join('restart'));
await Promise.all(rooms.map(({ joined }) => joined));

// Between two signals everybody had enough answers from the server that is to end next.
let answers = 0;
let signals = 0;
const every = (CLIENTS * MESSAGES) / (restarts + 1);
const answered = () => {
  answers++;
  if (signals >= restarts || answers < (signals + 1) * every) return;
  signals++;
  process.kill(Number(readFileSync(HUBBUB_PID_FILE, 'utf8')), 'SIGTERM');
};

const codes = new Set();
for (const hub of hubs) hub.on('disconnected', ({ code }) => codes.add(code));
const refused = [];
const sends = rooms.flatMap((room, client) =>
  Array.from({ length: MESSAGES }, async (_, n) => {
    try {
      const { position } = await room.send('said', { client, n });
      answered();
      return { client, n, position };
    } catch (error) {
      refused.push(`${client}/${n}: ${error.code}`);
      return null;
    }
  }),
);
const sent = await Promise.all(sends);
assert.deepEqual(refused, []);

const kept = await rooms[0].history(undefined, CLIENTS * MESSAGES * 2);
assert.equal(kept.length, CLIENTS * MESSAGES);
for (let client = 0; client < CLIENTS; client++) {
  const mine = kept.filter(({ body }) => body.client === client);
  assert.deepEqual(mine.map(({ body }) => body.n), Array.from({ length: MESSAGES }, (_, n) => n));
  const told = sent.filter((one) => one.client === client).map(({ position }) => position);
  assert.deepEqual(mine.map(({ position }) => position), told);
}
await Promise.all(hubs.map((hub) => hub.close()));
console.log(`${kept.length} messages over ${signals} restarts, told by ${[...codes]}`);
