/**
 * The names of a list's items. An item's key is its index in the file or `n1`, `n2` … when it is new; it stands in the
 * names, ids and references of everything inside the item.
 */

/**
 * A key that no item has.
 * @param {string[]} keys
 * @returns {string}
 */
export function freshKey(keys) {
  const used = keys.filter((key) => /^n\d{1,8}$/.test(key)).map((key) => Number(key.slice(1)));
  return `n${Math.max(0, ...used) + 1}`;
}

/**
 * An attribute's text with the item `from` of the list `name` called `to`: `f.links.0.url` → `f.links.n1.url`.
 * @param {string} text
 * @param {string} name such as `f.links`
 * @param {string} from
 * @param {string} to
 * @returns {string}
 */
export function renamed(text, name, from, to) {
  const path = `${name.replace(/^f\./, "")}.${from}`.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return text.replace(new RegExp(`(^|[\\s:"])(f\\.|field-)${path}(?![\\w%])`, "g"), (whole) =>
    whole.slice(0, whole.length - from.length) + to,
  );
}

/**
 * An attribute's text of a blank item with its placeholder replaced by a key.
 * @param {string} text
 * @param {string} mark such as `__n2__`
 * @param {string} key
 * @returns {string}
 */
export function filledIn(text, mark, key) {
  return text.replaceAll(mark, key);
}

/**
 * The order after one item has moved.
 * @template T
 * @param {T[]} items
 * @param {number} from
 * @param {number} to
 * @returns {T[]}
 */
export function moved(items, from, to) {
  const place = Math.min(Math.max(to, 0), items.length - 1);
  const rest = items.toSpliced(from, 1);
  return rest.toSpliced(place, 0, items[from]);
}

/**
 * The words typed as one text, between delimiters and line ends.
 * @param {string} text
 * @param {string} [delimiter]
 * @returns {string[]}
 */
export function wordsOf(text, delimiter = ",") {
  return text
    .split(/[\r\n]+/)
    .flatMap((line) => line.split(delimiter))
    .map((word) => word.trim())
    .filter(Boolean);
}
