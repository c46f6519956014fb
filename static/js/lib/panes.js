/** The two panes of the editor: what comes after what, and how wide the form is, in hundredths of both. */

const LEAST = 30;
const MOST = 70;
const STEP = 5;

/**
 * The next view, round and round. A narrow screen shows one at a time.
 * @param {string} view `form`, `both` or `preview`
 * @param {boolean} wide
 * @returns {string}
 */
export function viewAfter(view, wide) {
  const views = wide ? ["form", "both", "preview"] : ["form", "preview"];
  return views[(views.indexOf(view) + 1) % views.length];
}

/**
 * The part of the form that is nearest to a wish: a whole step between the least and the most.
 * @param {number} wish
 */
export function partFor(wish) {
  return Math.min(MOST, Math.max(LEAST, Math.round(wish / STEP) * STEP));
}

/**
 * The part of the form when the divider is dragged to a place: not in steps, but within the same ends.
 * @param {number} left pixels from the left end
 * @param {number} width pixels of both
 * @param {boolean} rightToLeft
 */
export function partAt(left, width, rightToLeft = false) {
  const part = (100 * (rightToLeft ? width - left : left)) / Math.max(1, width);
  return Math.min(MOST, Math.max(LEAST, Math.round(part)));
}
