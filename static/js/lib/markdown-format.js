/**
 * What the buttons over a Markdown text do, as pure functions of the text and the selection. Each gives the range to
 * replace, the text to put there, and the selection after it.
 * @typedef {{ from: number, to: number, text: string, start: number, end: number }} Edit
 */

/** @type {Record<string, string>} */
const WRAPS = { bold: "**", italic: "*", strikethrough: "~~", code: "`" };
/** @type {Record<string, RegExp>} */
const MARKERS = { "bulleted-list": /^(\s*)[-*+] /, "numbered-list": /^(\s*)\d{1,9}[.)] /, quote: /^(\s*)> ?/ };
const ANY_MARKER = /^(\s*)(?:[-*+] |\d{1,9}[.)] |#{1,6} |> ?)/;

/**
 * The edit for a button; null when it does nothing.
 * @param {string} format a name of the configuration's `buttons`, or `heading-0` … `heading-6`
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @returns {Edit | null}
 */
export function formatted(format, text, start, end) {
  if (format in WRAPS) return wrapped(text, start, end, WRAPS[format]);
  if (format === "link") return linked(text, start, end);
  if (format in MARKERS) return listed(format, text, start, end);
  const level = /^heading-([0-6])$/.exec(format)?.[1];
  return level === undefined ? null : headed(text, start, end, Number(level));
}

/**
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @param {string} mark
 * @returns {Edit}
 */
function wrapped(text, start, end, mark) {
  const size = mark.length;
  if (isWrapped(text, start, end, mark)) {
    return { from: start - size, to: end + size, text: text.slice(start, end), start: start - size, end: end - size };
  }
  const inside = text.slice(start, end);
  if (inside.length >= 2 * size && inside.startsWith(mark) && inside.endsWith(mark)) {
    return { from: start, to: end, text: inside.slice(size, -size), start, end: end - 2 * size };
  }
  const from = start + (inside.length - inside.trimStart().length);
  const to = inside.trim() ? end - (inside.length - inside.trimEnd().length) : from;
  return { from, to, text: mark + text.slice(from, to) + mark, start: from + size, end: to + size };
}

/**
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @param {string} mark
 */
function isWrapped(text, start, end, mark) {
  const size = mark.length;
  const before = text.slice(Math.max(0, start - size), start);
  if (before !== mark || text.slice(end, end + size) !== mark) return false;
  if (mark !== "*") return true;
  return runBefore(text, start) % 2 === 1; // `**bold**` is not italic, `***both***` is
}

/**
 * @param {string} text
 * @param {number} place
 */
function runBefore(text, place) {
  let count = 0;
  while (text[place - 1 - count] === "*") count += 1;
  return count;
}

/**
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @returns {Edit}
 */
function linked(text, start, end) {
  const inside = text.slice(start, end);
  if (isAddress(inside)) {
    return { from: start, to: end, text: `[](${inside.trim()})`, start: start + 1, end: start + 1 };
  }
  const address = "https://";
  const before = `[${inside}](`;
  const place = start + before.length;
  return inside
    ? { from: start, to: end, text: `${before}${address})`, start: place, end: place + address.length }
    : { from: start, to: end, text: `${before}${address})`, start: start + 1, end: start + 1 };
}

/**
 * The selected words as a link to a pasted address; null when there are no words or no address.
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @param {string} pasted
 * @returns {Edit | null}
 */
export function pastedLink(text, start, end, pasted) {
  const inside = text.slice(start, end);
  if (!inside.trim() || inside.includes("\n") || isAddress(inside) || !isAddress(pasted)) return null;
  const link = `[${inside}](${pasted.trim()})`;
  return { from: start, to: end, text: link, start: start + link.length, end: start + link.length };
}

/**
 * A picture at the selection; the caret stands where its description goes.
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @param {string} address
 * @returns {Edit}
 */
export function pictured(text, start, end, address) {
  const safe = /[\s()<>]/.test(address) ? `<${address.replace(/[<>]/g, encodeURIComponent)}>` : address;
  const words = text.slice(start, end).replace(/\s+/g, " ").trim();
  return { from: start, to: end, text: `![${words}](${safe})`, start: start + 2, end: start + 2 + words.length };
}

/**
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @param {number} level 0: a paragraph
 * @returns {Edit}
 */
function headed(text, start, end, level) {
  const mark = level ? `${"#".repeat(level)} ` : "";
  return onLines(text, start, end, (line) => mark + line.replace(/^\s{0,3}#{1,6}[ \t]+/, ""));
}

/**
 * @param {string} format
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @returns {Edit}
 */
function listed(format, text, start, end) {
  const marker = MARKERS[format];
  const lines = linesOf(text, start, end).text.split("\n");
  const off = lines.filter(Boolean).length > 0 && lines.filter(Boolean).every((line) => marker.test(line));
  let number = 0;
  return onLines(text, start, end, (line) => {
    if (off) return line.replace(marker, "$1");
    if (!line && lines.length > 1) return line;
    number += 1;
    const plain = format === "quote" ? line : line.replace(ANY_MARKER, "$1");
    const indent = /^\s*/.exec(plain)?.[0] ?? "";
    return indent + markFor(format, number) + plain.slice(indent.length);
  });
}

/**
 * @param {string} format
 * @param {number} number
 */
function markFor(format, number) {
  if (format === "numbered-list") return `${number}. `;
  return format === "quote" ? "> " : "- ";
}

/**
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @param {(line: string) => string} change
 * @returns {Edit}
 */
function onLines(text, start, end, change) {
  const lines = linesOf(text, start, end);
  const changed = lines.text.split("\n").map(change).join("\n");
  const after = lines.from + changed.length;
  if (start !== end) return { from: lines.from, to: lines.to, text: changed, start: lines.from, end: after };
  const caret = Math.min(Math.max(start + changed.length - lines.text.length, lines.from), after);
  return { from: lines.from, to: lines.to, text: changed, start: caret, end: caret };
}

/**
 * @param {string} text
 * @param {number} start
 * @param {number} end
 */
function linesOf(text, start, end) {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const last = end > start && text[end - 1] === "\n" ? end - 1 : end;
  const next = text.indexOf("\n", last);
  const to = next < 0 ? text.length : next;
  return { from, to, text: text.slice(from, to) };
}

/**
 * Which heading the caret's line is: 1 to 6, 0 for anything else.
 * @param {string} text
 * @param {number} place
 * @returns {number}
 */
export function headingAt(text, place) {
  return /^\s{0,3}(#{1,6})[ \t]/.exec(linesOf(text, place, place).text)?.[1].length ?? 0;
}

/** @param {string} text */
function isAddress(text) {
  return /^\s*(?:https?:\/\/|mailto:)\S+\s*$/i.test(text);
}
