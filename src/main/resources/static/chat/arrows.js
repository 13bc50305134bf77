// Lists of buttons that are one stop of the Tab key each, with the arrow keys inside.

/** Makes such a list; what is returned is called when its buttons changed, with the one that Tab is to reach, or none. */
export function withArrows(list) {
  const buttons = () => [...list.querySelectorAll('button')];

  function reachable(chosen) {
    buttons().forEach((button) => (button.tabIndex = button === chosen ? 0 : -1));
  }

  list.addEventListener('focusin', ({ target }) => reachable(target.closest('button')));
  list.addEventListener('keydown', (event) => {
    const all = buttons();
    const at = all.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    all[Math.max(0, Math.min(to, all.length - 1))]?.focus();
  });

  return function settle(preferred) {
    const all = buttons();
    if (all.includes(document.activeElement)) return;
    reachable(preferred ?? all.find((button) => button.tabIndex === 0) ?? all[0]);
  };
}
