import assert from 'node:assert/strict';
import { test } from 'node:test';

import { setUp, watch } from './fakes/hub.mjs';

const PRESENCE = '/presence/chat/lobby';
const user = (name, clients = 1, state = null) => ({ user: name, clients, state });

/** A hub in the lobby whose presence is listened to. */
async function present() {
  const set = setUp();
  const room = set.lobby();
  const heard = [];
  room.presence.on('change', (members) => heard.push(members.map((one) => one.user).join(' ')));
  for (const event of ['join', 'leave', 'update']) room.presence.on(event, (one) => heard.push(`${event} ${one.user}`));
  await set.clock.pass(100);
  const tell = async (event, body) => {
    const message = { event, body: JSON.stringify(body), 'content-type': 'application/json' };
    set.server.deliver(set.server.open[0], 'presence:chat/lobby', PRESENCE, 'p:1', message);
    await set.clock.pass(100);
  };
  const sets = () => set.server.sent('SEND').filter(({ headers }) => headers.destination === PRESENCE);
  const subscribes = () => set.server.sent('SUBSCRIBE').filter(({ headers }) => headers.destination === PRESENCE);
  return { ...set, room, heard, tell, sets, subscribes };
}

test('nobody is asked who is there until somebody wants to know', async () => {
  const { clock, server, lobby } = setUp();
  const room = lobby();
  await clock.pass(100);
  const before = server.frames.length;
  assert.deepEqual([room.presence.members(), room.presence.count], [[], 0]);
  await clock.pass(100);
  assert.deepEqual(server.frames.slice(before).map(({ headers }) => headers.destination), [PRESENCE]);
});

test('a snapshot of several pages is one change', async () => {
  const { room, heard, tell } = await present();
  await tell('snapshot', { count: 2, clients: 3, users: [user('alice')], more: true });
  assert.deepEqual(heard, []);
  await tell('snapshot', { count: 2, clients: 3, users: [user('bob', 2)], more: false });
  assert.deepEqual([heard, room.presence.count], [['alice bob'], 2]);
  assert.deepEqual(room.presence.members(), [user('alice'), user('bob', 2)]);
});

test('users join, leave and are updated', async () => {
  const { room, heard, tell } = await present();
  await tell('snapshot', { count: 1, clients: 1, users: [user('alice')], more: false });
  await tell('join', { count: 2, users: [user('bob')] });
  await tell('update', { users: [user('alice', 1, { typing: true })] });
  await tell('leave', { count: 1, users: ['bob', 'nobody'] });
  assert.deepEqual(heard, ['alice', 'join bob', 'alice bob', 'update alice', 'alice bob', 'leave bob', 'alice']);
  assert.deepEqual(room.presence.members(), [user('alice', 1, { typing: true })]);
});

test('a room that only counts has a count and no members', async () => {
  const { room, tell } = await present();
  const counts = [];
  room.presence.on('change', (members, count) => counts.push([members.length, count]));
  await tell('snapshot', { count: 10, clients: 12, users: [], more: false });
  await tell('count', { count: 11, clients: 13 });
  assert.deepEqual(counts, [[0, { count: 10, clients: 12 }], [0, { count: 11, clients: 13 }]]);
});

test('after a return the snapshot is compared with what was known', async () => {
  const { clock, server, heard, tell, subscribes } = await present();
  await tell('snapshot', { count: 3, clients: 3, users: [user('alice'), user('bob'), user('carol')], more: false });
  server.drop();
  await clock.pass(3_000);
  assert.equal(subscribes().length, 2);
  heard.length = 0;
  await tell('snapshot', { count: 3, clients: 4, users: [user('alice'), user('bob', 2)], more: true });
  await tell('snapshot', { count: 3, clients: 4, users: [user('dave')], more: false });
  assert.deepEqual(heard, ['join dave', 'leave carol', 'update bob', 'alice bob dave']);
});

test('pages of a snapshot that a drop cut short are forgotten', async () => {
  const { clock, server, heard, tell } = await present();
  await tell('snapshot', { count: 2, users: [user('alice')], more: true });
  server.drop();
  await clock.pass(3_000);
  await tell('snapshot', { count: 1, users: [user('bob')], more: false });
  assert.deepEqual(heard, ['bob']);
});

test('a state is set now, and again on each connection', async () => {
  const { clock, server, room, sets } = await present();
  const first = watch(room.presence.set({ status: 'away' }));
  await clock.pass(100);
  assert.ok('value' in first.outcome);
  server.drop();
  const second = watch(room.presence.set(null));
  await clock.pass(3_000);
  assert.ok('value' in second.outcome);
  assert.deepEqual(sets().map(({ body }) => body), ['{"status":"away"}', 'null']);
});

test('a state that is refused rejects', async () => {
  const { clock, server, room } = await present();
  server.refuse = ({ command }) => command === 'SEND' && { code: 'bad-body' };
  const seen = watch(room.presence.set({ huge: true }));
  await clock.pass(100);
  assert.equal(seen.outcome.error.code, 'bad-body');
});

test('a presence that was asked for too fast is asked for again', async () => {
  const { clock, server, lobby } = setUp();
  server.refuse = ({ headers }) => headers.destination === PRESENCE && { code: 'too-many-messages' };
  const room = lobby();
  room.presence.on('error', (error) => assert.fail(error));
  await clock.pass(500);
  server.refuse = () => null;
  await clock.pass(1_000);
  assert.equal(server.sent('SUBSCRIBE').filter(({ headers }) => headers.destination === PRESENCE).length, 2);
});

test('leaving the room ends its presence', async () => {
  const { clock, server, room } = await present();
  await Promise.all([room.leave(), clock.pass(100)]);
  assert.equal(server.sent('UNSUBSCRIBE').length, 2);
  assert.equal(server.open[0].subscriptions.size, 2);
});

test('a presence that is refused says so and lets the room be', async () => {
  const { clock, server, lobby } = setUp();
  server.refuse = ({ headers }) => headers.destination === PRESENCE && { code: 'not-allowed' };
  const room = lobby();
  const errors = [];
  room.presence.on('error', ({ code }) => errors.push(code));
  await clock.pass(100);
  assert.deepEqual([errors, room.state], [['not-allowed'], 'joined']);
});
