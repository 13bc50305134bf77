// A hub of the fake server, in time that the test lets pass.

import { createRequire } from 'node:module';

import { connect } from '../../../main/resources/static/hubbub.js';
import { Clock } from './clock.mjs';
import { FakeServer } from './server.mjs';

const { HUBBUB_STOMPJS } = process.env;
if (!HUBBUB_STOMPJS) throw new Error('HUBBUB_STOMPJS has to say where stomp.umd.js is; HubbubJsTest.java does');
export const Stomp = createRequire(import.meta.url)(HUBBUB_STOMPJS);

export const LOBBY = '/topic/chat/lobby';

export function setUp({ random = () => 0.5, ...options } = {}) {
  const clock = new Clock();
  const server = new FakeServer(clock);
  const hub = connect({ url: 'ws://fake/ws', Stomp, WebSocket: server.WebSocket, time: clock, random, ...options });
  return { clock, server, hub, lobby: (more) => hub.namespace('chat').join('lobby', more) };
}

/** What becomes of a promise: { value } or { error }, or null as long as nothing has. */
export function watch(promise) {
  const seen = { outcome: null };
  promise.then(
    (value) => (seen.outcome = { value }),
    (error) => (seen.outcome = { error }),
  );
  return seen;
}

/** All that a room delivers from now on. */
export function listen(room) {
  const heard = [];
  room.onAny((_, message) => heard.push(message));
  return heard;
}
