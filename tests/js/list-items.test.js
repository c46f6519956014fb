import assert from "node:assert/strict";
import { test } from "node:test";

import { filledIn, freshKey, moved, renamed, wordsOf } from "../../static/js/lib/list-items.js";

test("a fresh key is one that no item has", () => {
  assert.equal(freshKey([]), "n1");
  assert.equal(freshKey(["0", "1"]), "n1");
  assert.equal(freshKey(["n2", "0", "n10"]), "n11");
});

test("names, ids and references follow the item", () => {
  const cases = {
    "f.links.0.url": "f.links.n1.url",
    "f.links.0!type": "f.links.n1!type",
    "f.links.0": "f.links.n1",
    "field-links.0.url-hint field-links.0.url-error": "field-links.n1.url-hint field-links.n1.url-error",
    "duplicate:f.links.0": "duplicate:f.links.n1",
    "f.links.0.more.0.url": "f.links.n1.more.0.url",
  };
  for (const [before, after] of Object.entries(cases)) assert.equal(renamed(before, "f.links", "0", "n1"), after);
});

test("other names stay", () => {
  for (const text of ["f.links.01", "f.links.00.url", "f.mylinks.0", "f.links!items", "f.other.links.0", "links.0", "0"]) {
    assert.equal(renamed(text, "f.links", "0", "n1"), text);
  }
});

test("a list inside a list is renamed by its whole name", () => {
  assert.equal(renamed("f.a.n1.b.2.c", "f.a.n1.b", "2", "n3"), "f.a.n1.b.n3.c");
  assert.equal(renamed("f.c%2Ed.0.x", "f.c%2Ed", "0", "n1"), "f.c%2Ed.n1.x");
});

test("a blank takes its key, and the blanks inside keep theirs", () => {
  assert.equal(filledIn("f.a.__n2__.b.__n4__.c", "__n2__", "n1"), "f.a.n1.b.__n4__.c");
});

test("items move and stop at the ends", () => {
  assert.deepEqual(moved(["a", "b", "c"], 0, 1), ["b", "a", "c"]);
  assert.deepEqual(moved(["a", "b", "c"], 2, 0), ["c", "a", "b"]);
  assert.deepEqual(moved(["a", "b"], 0, -1), ["a", "b"]);
  assert.deepEqual(moved(["a", "b"], 1, 5), ["a", "b"]);
});

test("words stand between delimiters and line ends", () => {
  assert.deepEqual(wordsOf(" rye, plums ,\r\n oats\n\n"), ["rye", "plums", "oats"]);
  assert.deepEqual(wordsOf("a, b; c", ";"), ["a, b", "c"]);
  assert.deepEqual(wordsOf(" , "), []);
});
