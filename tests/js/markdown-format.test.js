import assert from "node:assert/strict";
import { test } from "node:test";

import { formatted, headingAt, pastedLink, pictured } from "../../static/js/lib/markdown-format.js";

/**
 * The text after a button, with the selection between bars. `before` shows the selection in the same way.
 * @param {string} format
 * @param {string} before
 */
function after(format, before) {
  const start = before.indexOf("|");
  const end = before.lastIndexOf("|") - 1;
  const text = before.replaceAll("|", "");
  const edit = formatted(format, text, start, Math.max(start, end));
  assert.ok(edit);
  return shown(text, edit);
}

/**
 * @param {string} text
 * @param {import("../../static/js/lib/markdown-format.js").Edit} edit
 */
function shown(text, edit) {
  const whole = text.slice(0, edit.from) + edit.text + text.slice(edit.to);
  return `${whole.slice(0, edit.start)}|${whole.slice(edit.start, edit.end)}|${whole.slice(edit.end)}`;
}

test("bold goes on and off again", () => {
  assert.equal(after("bold", "a |word| b"), "a **|word|** b");
  assert.equal(after("bold", "a **|word|** b"), "a |word| b");
  assert.equal(after("bold", "a |**word**| b"), "a |word| b");
});

test("spaces at the ends of a selection stay outside", () => {
  assert.equal(after("italic", "a| word |b"), "a *|word|* b");
});

test("an empty selection gets its marks around the caret", () => {
  assert.equal(after("code", "a || b"), "a `||` b");
});

test("italic inside bold adds to it", () => {
  assert.equal(after("italic", "**|word|**"), "***|word|***");
  assert.equal(after("italic", "***|word|***"), "**|word|**");
});

test("words become the text of a link and its address is selected", () => {
  assert.equal(after("link", "see |here| now"), "see [here](|https://|) now");
  assert.equal(after("link", "see || now"), "see [||](https://) now");
  assert.equal(after("link", "|https://a.org|"), "[||](https://a.org)");
});

test("a pasted address makes selected words a link", () => {
  const edit = pastedLink("see here", 4, 8, " https://a.org \n");
  assert.ok(edit);
  assert.equal(shown("see here", edit), "see [here](https://a.org)||");
  assert.equal(pastedLink("see here", 4, 4, "https://a.org"), null);
  assert.equal(pastedLink("see here", 4, 8, "no address"), null);
});

test("headings replace each other", () => {
  assert.equal(after("heading-2", "one\nt||wo\nthree"), "one\n## t||wo\nthree");
  assert.equal(after("heading-3", "## t||wo"), "### t||wo");
  assert.equal(after("heading-0", "## t||wo"), "t||wo");
});

test("lists go over every line and off again", () => {
  assert.equal(after("bulleted-list", "|one\ntwo|"), "|- one\n- two|");
  assert.equal(after("bulleted-list", "|- one\n- two|"), "|one\ntwo|");
  assert.equal(after("numbered-list", "|- one\n\n- two|"), "|1. one\n\n2. two|");
  assert.equal(after("quote", "|one\ntwo|"), "|> one\n> two|");
});

test("a selection that ends at a line's start leaves the next line", () => {
  assert.equal(after("bulleted-list", "|one\n|two"), "|- one|\ntwo");
});

test("a caret at the end of the text can start a list", () => {
  assert.equal(after("bulleted-list", "one\n||"), "one\n- ||");
});

test("a picture's caret stands in its description", () => {
  assert.equal(shown("a  b", pictured("a  b", 2, 2, "/img/x.jpg")), "a ![||](/img/x.jpg) b");
  assert.equal(shown("", pictured("", 0, 0, "/img/a (1).jpg")), "![||](</img/a (1).jpg>)");
});

test("the heading of a line is known", () => {
  assert.equal(headingAt("# a\n### b\nc", 6), 3);
  assert.equal(headingAt("#no", 1), 0);
});

test("an unknown button does nothing", () => {
  assert.equal(formatted("footnote", "a", 0, 1), null);
});
