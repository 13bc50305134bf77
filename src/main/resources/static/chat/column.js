// One conversation on the screen: its head, what was said, who is there, and the field to write in.

import { fromTemplate, setText } from './dom.js';
import { logView } from './log.js';
import { shortId } from './names.js';
import { peopleView } from './peoplelist.js';
import { canSend } from './state.js';

const ROOMY_PX = 620; // from this width on, people are listed beside what they say

let columns = 0; // how many there have been, which makes ids

/**
 * `act` is told {type: 'send', key, text}, {type: 'typing' | 'leave' | 'people' | 'focused', key} and what its parts tell.
 * The field keeps what was typed for as long as the conversation is there, shown or not.
 */
export function columnView(key, act) {
  const column = fromTemplate('column');
  const part = (name) => column.querySelector(`.${name}`);
  const number = ++columns;
  const field = part('field');
  const toggle = part('people-toggle');
  const panel = part('people');
  const showLog = logView(part('log'), key, act);
  const showPeople = peopleView(panel, act);
  let chosen = null; // whether people were called for; null: they are there where there is room
  let roomy = false; // whether there was the last time: what was chosen holds for as long as that does

  part('title').id = `title-${number}`;
  panel.id = `people-${number}`;
  field.id = `field-${number}`;
  part('field-label').htmlFor = field.id;
  column.setAttribute('aria-labelledby', part('title').id);
  part('log').setAttribute('aria-labelledby', part('title').id);
  toggle.setAttribute('aria-controls', panel.id);

  const isRoomy = () => column.clientWidth >= ROOMY_PX;
  const isOpen = () => chosen ?? isRoomy();

  function openPeople(open) {
    chosen = open;
    layOut();
    if (open) act({ type: 'people', key });
  }

  function layOut() {
    if (column.hidden) return;
    if (isRoomy() !== roomy) chosen = null;
    roomy = isRoomy();
    const open = isOpen() && !toggle.hidden;
    panel.hidden = !open;
    toggle.setAttribute('aria-expanded', String(open));
    column.classList.toggle('roomy', roomy);
  }

  toggle.addEventListener('click', () => openPeople(!isOpen()));
  column.addEventListener('keydown', (event) => {
    const onTop = !panel.hidden && (!roomy || panel.contains(event.target));
    if (event.key !== 'Escape' || !onTop) return;
    openPeople(false);
    toggle.focus();
  });
  new ResizeObserver(layOut).observe(column);

  column.addEventListener('focusin', () => act({ type: 'focused', key }));
  part('leave').addEventListener('click', () => act({ type: 'leave', key }));
  part('composer').addEventListener('submit', (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (text !== '' && act({ type: 'send', key, text })) field.value = '';
  });
  field.addEventListener('input', () => field.value.trim() !== '' && act({ type: 'typing', key }));
  field.addEventListener('keydown', (event) => {
    // While an input method composes, Enter chooses a word.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    part('composer').requestSubmit();
  });

  function show(conversation, state) {
    const { kind, name, partner, people } = conversation;
    const private_ = kind === 'private';
    column.classList.toggle('private', private_);
    setText(part('title'), name);
    setText(part('about'), aboutText(conversation));
    part('about').hidden = part('about').textContent === '';
    toggle.hidden = people === null;
    setText(toggle, peopleText(people));
    part('leave').textContent = private_ ? 'Close' : 'Leave';
    part('leave').setAttribute('aria-label', private_ ? `Close the conversation with ${name}` : `Leave ${name}`);
    part('field-label').textContent = private_ ? `Private message to ${name}` : `Message in ${name}`;
    field.placeholder = private_ ? `Write to ${name} privately` : `Message ${name}`;
    setText(part('typing'), typingText(conversation.typing));
    // Not `disabled`: that would take the focus from who is typing when the connection goes.
    part('send').setAttribute('aria-disabled', String(!canSend(state, key)));
    showPeople(people, state.user);
    showLog(conversation);
    layOut();
    if (partner) part('title').title = partner.user;
  }

  return { element: column, field, show };
}

function aboutText({ kind, name, partner, status, reason }) {
  if (kind === 'private') {
    return partner.guest ? `Only you and ${name} (${shortId(partner.user)}) read this` : `Only you and ${name} read this`;
  }
  if (status === 'refused') return `You can’t be in this room. ${reason}`;
  return status === 'joining' ? 'Joining…' : '';
}

function peopleText(people) {
  if (people === null) return '';
  return people.count === 1 ? '1 person' : `${people.count.toLocaleString()} people`;
}

function typingText(typing) {
  const names = [...new Set(typing.map(({ name }) => name))];
  if (names.length === 0) return '';
  if (names.length > 2) return 'Several people are typing…';
  return names.length === 1 ? `${names[0]} is typing…` : `${names[0]} and ${names[1]} are typing…`;
}
