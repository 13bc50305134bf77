// How long to wait before the next try.

/**
 * Full jitter: anything between nothing and a bound that doubles with each failure. When a server comes back, its clients
 * spread evenly over the time instead of coming in waves.
 * @param {number} failures in a row before this wait
 * @param {{ min: number, max: number }} bounds in milliseconds, of the first wait and of all
 * @param {() => number} random in [0, 1)
 */
export function wait(failures, { min, max }, random) {
  return random() * Math.min(max, min * 2 ** Math.min(failures, 30));
}
