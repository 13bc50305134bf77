// How much of the screen there is: how many conversations fit beside each other, and what a phone's keyboard leaves.

const NARROW_PX = 680; // as in style.css
const SIDE_PX = 248;
const COLUMN_PX = 380;
const MOST = 4;

export function fitting(width) {
  return width <= NARROW_PX ? 1 : Math.max(1, Math.min(MOST, Math.floor((width - SIDE_PX) / COLUMN_PX)));
}

/** `told` hears how many fit, now and whenever that may have changed. */
export function followWidth(told) {
  const measure = () => told(fitting(window.innerWidth));
  window.addEventListener('resize', measure);
  measure();
}

/** Some phones lay their keyboard over the page: what is left of it is made the page's height. */
export function followKeyboard() {
  const visible = window.visualViewport;
  visible?.addEventListener('resize', () => {
    document.documentElement.style.setProperty('--height', `${Math.round(visible.height * visible.scale)}px`);
  });
}
