import assert from "node:assert/strict";
import { test } from "node:test";

import { areMet, heldBy } from "../../static/js/lib/conditions.js";

/**
 * @param {string} operator
 * @param {unknown} value
 * @param {string | string[] | null} held
 */
const met = (operator, value, held) => areMet([{ field: "a", operator, value }], () => held);

test("equality compares texts and looks into lists", () => {
  assert.equal(met("==", "event", "event"), true);
  assert.equal(met("==", 3, "3"), true);
  assert.equal(met("==", true, "true"), true);
  assert.equal(met("!=", "event", "story"), true);
  assert.equal(met("==", "b", ["a", "b"]), true);
  assert.equal(met("==", false, ""), true);
});

test("sets, order and emptiness", () => {
  assert.equal(met("in", ["a", "b"], "b"), true);
  assert.equal(met("not_in", ["a", "b"], "b"), false);
  assert.equal(met("all", ["a", "b"], ["b", "c", "a"]), true);
  assert.equal(met("all", ["a", "b"], ["a"]), false);
  assert.equal(met(">", 3, "4"), true);
  assert.equal(met("<=", 3, "4"), false);
  assert.equal(met("empty", true, []), true);
  assert.equal(met("empty", false, "x"), true);
  assert.equal(met(">", 3, "soon"), false);
});

test("a pattern the browser does not know hides nothing", () => {
  assert.equal(met("pattern", "^a", "abc"), true);
  assert.equal(met("pattern", "(", "abc"), true);
});

test("a field that is not in the form decides nothing", () => {
  assert.equal(areMet([{ field: "a", operator: "==", value: 1 }], () => undefined), undefined);
  assert.equal(areMet([{ field: "a", operator: "==", value: 1 }, { field: "b", operator: "==", value: 1 }], (path) => (path === "b" ? "2" : undefined)), false);
});

test("a form says what it holds", () => {
  const form = new FormData();
  for (const [name, value] of [["f.draft!bool", "1"], ["f.kinds!multi", "1"], ["f.kinds", "a"], ["f.kinds", "b"], ["f.tags!list", "1"], ["f.tags!items", "0"], ["f.tags.0", "rye"], ["f.seo.title", "T"]]) {
    form.append(name, value);
  }
  assert.equal(heldBy(form, "draft"), "false");
  assert.deepEqual(heldBy(form, "kinds"), ["a", "b"]);
  assert.deepEqual(heldBy(form, "tags"), ["rye"]);
  assert.equal(heldBy(form, "seo.title"), "T");
  assert.equal(heldBy(form, "gone"), undefined);
});
