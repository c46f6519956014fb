/** Small texts that more than one element says. */

/**
 * How much of a maximum is used; empty below four fifths of it.
 * @param {number} length
 * @param {number} max
 * @returns {string}
 */
export function countWords(length, max) {
  if (length < max * 0.8) return "";
  return length > max ? `${length} of ${max}: ${length - max} too many` : `${length} of ${max}`;
}

/**
 * Where an item stands after a move.
 * @param {string} name
 * @param {number} place from 1
 * @param {number} count
 * @returns {string}
 */
export function placeWords(name, place, count) {
  return `${name}, ${place} of ${count}`;
}

/**
 * Whether a choice answers what was typed: every word begins one of its words, accents and case aside.
 * @param {string} label
 * @param {string} typed
 * @returns {boolean}
 */
export function answers(label, typed) {
  const words = plain(label).split(/[^\p{L}\p{N}]+/u);
  return plain(typed)
    .split(/\s+/)
    .filter(Boolean)
    .every((part) => words.some((word) => word.startsWith(part)) || plain(label).includes(part));
}

/** @param {string} text */
function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/**
 * The last part of a path, as people name a file.
 * @param {string} path
 * @returns {string}
 */
export function fileName(path) {
  return path.split(/[?#]/, 1)[0].split("/").at(-1) ?? path;
}
