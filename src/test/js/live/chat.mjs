// Two clients of a real server, whose sockets are cut again and again: what one sends, the other hears, once and in order.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

import { connect } from '../../../main/resources/static/hubbub.js';
import { randomOf } from '../fakes/random.mjs';

const MESSAGES = 300;
const CUT_MS = 150; // on average

const { HUBBUB_URL, HUBBUB_STOMPJS, HUBBUB_WS, HUBBUB_SEED } = process.env;
const require = createRequire(import.meta.url);
const Stomp = require(HUBBUB_STOMPJS);
const { WebSocket } = require(HUBBUB_WS);

const seed = Number(HUBBUB_SEED);
const random = randomOf(seed);
console.log(`seed ${seed}`);

const sockets = new Set();
class Cuttable extends WebSocket {
  constructor(...what) {
    super(...what);
    sockets.add(this);
    this.on('close', () => sockets.delete(this));
  }
}

const open = () => connect({ url: HUBBUB_URL, Stomp, WebSocket: Cuttable, backoff: { min: 5, max: 100 } });
const alice = open();
const bob = open();
const heard = [];
const recovered = { alice: 0, bob: 0 };
const [here, there] = [alice, bob].map((hub) => hub.namespace('chat').join(`live-${seed}`, { history: 10 }));
here.on('recovered', ({ missed }) => (recovered.alice += missed));
there.on('recovered', ({ missed }) => (recovered.bob += missed));
there.on('gap', (gap) => assert.fail(`a gap: ${JSON.stringify(gap)}`));
const complete = new Promise((resolve) => there.on('said', ({ body }) => heard.push(body.n) === MESSAGES && resolve()));
await Promise.all([here.joined, there.joined]);

let cuts = 0;
let isCutting = true;
const cut = () => {
  for (const socket of sockets) if (random() < 0.5 && ++cuts) socket.terminate();
  if (isCutting) setTimeout(cut, random() * 2 * CUT_MS);
};
cut();

const { user } = alice;
const sent = [];
for (let n = 0; n < MESSAGES; n++) {
  sent.push(here.send('said', { n }));
  await new Promise((resolve) => setTimeout(resolve, random() * 10));
}
const positions = (await Promise.all(sent)).map(({ position }) => Number(position.split(':').at(-1)));
isCutting = false;
await complete;
assert.deepEqual(heard, Array.from({ length: MESSAGES }, (_, n) => n));
assert.deepEqual(positions, heard.map((n) => positions[0] + n));
assert.equal(alice.user, user, 'the guest is the same after all that');
await Promise.all([alice.close(), bob.close()]);
console.log(`${MESSAGES} messages over ${cuts} cuts; missed and recovered: ${JSON.stringify(recovered)}`);
