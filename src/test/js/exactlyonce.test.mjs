import assert from 'node:assert/strict';
import { test } from 'node:test';

import { LOBBY, listen, setUp, watch } from './fakes/hub.mjs';
import { randomOf } from './fakes/random.mjs';

const SEEDS = 200;
const MESSAGES = 60;

/** One client that sends and one that listens, on connections that end at random frames of either direction. */
async function run(seed) {
  const random = randomOf(seed);
  const window = 1 + Math.floor(random() * 32);
  const { clock, server, hub, lobby } = setUp({ random, buffer: { window }, backoff: { min: 30, max: 300 } });
  const pick = (all) => all[Math.floor(random() * all.length)];
  const risk = 0.02 + random() * 0.15;
  server.latency = () => random() * 20;
  server.refuse = ({ command, headers }, socket) => {
    if (random() < risk) {
      socket.drop();
      return 'ignore'; // it came too late to be handled
    }
    if (random() < risk) clock.setTimeout(() => socket.drop(), random() * 40); // what it is answered may be lost
    if (random() < risk / 4) return { code: 'shutting-down', close: 1012, isCut: random() < 0.3 };
    if (command === 'SEND' && headers['x-k'] === 'no') return { code: 'muted', message: 'Muted', data: { minutes: 5 } };
    if (command === 'SEND' && server.storm > clock.now()) return { code: 'too-many-messages' };
    // One in the middle of others that are taken.
    if (command === 'SEND' && random() < risk / 2) return { code: pick(['too-many-bytes', 'server-error', 'storage-full']) };
    return null;
  };
  const room = lobby();
  const heard = listen(room);
  const sent = [];
  for (let n = 0; n < MESSAGES; n++) {
    const isRefused = random() < 0.1;
    sent.push({ body: `m${n}`, isRefused, seen: watch(room.send('message', `m${n}`, { headers: { 'x-k': isRefused ? 'no' : 'yes' } })) });
    if (random() < 0.05) server.storm = clock.now() + random() * 3_000;
    if (random() < 0.1) server.publish(LOBBY, `o${n}`);
    await clock.pass(random() * 60);
  }
  server.refuse = ({ headers }) => (headers['x-k'] === 'no' ? { code: 'muted', message: 'Muted' } : null);
  await clock.pass(180_000);

  const stored = server.room(LOBBY).log.map(({ body }) => body);
  const mine = sent.filter(({ isRefused }) => !isRefused);
  assert.deepEqual(stored.filter((body) => body.startsWith('m')), mine.map(({ body }) => body));
  for (const { body, isRefused, seen } of sent) {
    if (!isRefused) assert.equal(seen.outcome?.value?.position, `e1:${stored.indexOf(body) + 1}`);
    else assert.ok(['muted', 'unknown-outcome'].includes(seen.outcome?.error?.code), `${body}: ${seen.outcome?.error?.code}`);
  }
  // The one who listened heard all since the first answer to its join, which came at some message.
  const first = heard.length ? stored.indexOf(heard[0].text) : stored.length;
  assert.deepEqual(heard.map(({ text }) => text), stored.slice(first));
  const drops = server.sockets.length - 1;
  await Promise.all([hub.close(), clock.pass(5_000)]);
  return drops;
}

test('over drops at any frame, what was sent is stored once and in order, and heard once and in order', async () => {
  let drops = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    try {
      drops += await run(seed);
    } catch (error) {
      error.message = `seed ${seed}: ${error.message}`;
      throw error;
    }
  }
  assert.ok(drops > SEEDS, `only ${drops} drops`);
});

/** Six messages, some of them while offline, over one drop at this frame of those that come: before or after it is handled. */
async function dropAt(point, isHandled) {
  const { clock, server, hub, lobby } = setUp({ buffer: { window: 2 } });
  let count = 0;
  server.refuse = (_, socket) => {
    if (++count !== point) return null;
    if (isHandled) clock.setTimeout(() => socket.drop(), 0); // before the answer arrives
    else socket.drop();
    return isHandled ? null : 'ignore';
  };
  const room = lobby();
  const heard = listen(room);
  const bodies = ['1', '2', '3', '4', '5', '6'];
  const seen = bodies.map((body) => watch(room.send('message', body)));
  await clock.pass(10_000);
  const stored = server.room(LOBBY).log.map(({ body }) => body);
  const positions = seen.map(({ outcome }) => outcome?.value?.position);
  await Promise.all([hub.close(), clock.pass(5_000)]);
  return { stored, positions, heard: heard.map(({ text }) => text), isOver: count < point };
}

test('wherever one drop falls, six messages are stored, answered and heard once and in order', async () => {
  for (const isHandled of [false, true]) {
    for (let point = 1; ; point++) {
      const { isOver, ...result } = await dropAt(point, isHandled);
      const bodies = ['1', '2', '3', '4', '5', '6'];
      const positions = bodies.map((n) => `e1:${n}`);
      assert.deepEqual({ point, ...result }, { point, stored: bodies, positions, heard: bodies });
      if (isOver) {
        assert.ok(point > 10, `only ${point} frames`);
        break;
      }
    }
  }
});
