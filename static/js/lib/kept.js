/** The copy of a text that this browser keeps until it is published. Values in, values out; storage is passed in. */

const PREFIX = "quire:text:";
const MARKS = new Set(["csrf_token", "key", "do", "theirs"]);

/** @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem">} Box */

/**
 * @typedef {object} Kept
 * @property {number} time when it was kept, in milliseconds since the epoch
 * @property {[string, string][]} pairs the form's fields, in order; `base` among them
 */

/**
 * A form's text as pairs, without its files and its marks.
 * @param {FormData} data
 * @returns {[string, string][]}
 */
export function textOf(data) {
  return /** @type {[string, string][]} */ (
    [...data].filter(([name, value]) => typeof value === "string" && !MARKS.has(name))
  );
}

/**
 * Whether two forms hold the same text. What they were opened from (`base`, `beside_base`) does not count.
 * @param {[string, string][]} left
 * @param {[string, string][]} right
 */
export function sameText(left, right) {
  return JSON.stringify(withoutBase(left)) === JSON.stringify(withoutBase(right));
}

/**
 * Whether a form holds another text than it came with: the page can be typed in before its scripts are there.
 * @param {HTMLFormElement} form
 */
export function isTouched(form) {
  return [...form.elements].some((field) => {
    if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue.replace(/\r\n?/g, "\n");
    if (!(field instanceof HTMLInputElement)) return false;
    if (field.type === "checkbox") return field.checked !== field.defaultChecked;
    return field.type === "text" && field.value !== field.defaultValue.replace(/[\r\n]/g, "");
  });
}

/**
 * @param {Box} storage
 * @param {string} page
 * @param {Kept} kept
 * @returns {boolean} false when the browser has no room or no storage
 */
export function keep(storage, page, kept) {
  try {
    storage.setItem(PREFIX + page, JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {Box} storage
 * @param {string} page
 * @returns {Kept | null}
 */
export function recall(storage, page) {
  try {
    const kept = JSON.parse(storage.getItem(PREFIX + page) ?? "null");
    return kept && Array.isArray(kept.pairs) ? kept : null;
  } catch {
    return null;
  }
}

/**
 * @param {Box} storage
 * @param {string} page
 */
export function forget(storage, page) {
  storage.removeItem(PREFIX + page);
}

/** @param {[string, string][]} pairs */
function withoutBase(pairs) {
  return pairs
    .filter(([name]) => name !== "base" && name !== "beside_base")
    .map(([name, value]) => [name, value.replaceAll("\r\n", "\n")]);
}
