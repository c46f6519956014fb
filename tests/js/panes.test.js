import assert from "node:assert/strict";
import { test } from "node:test";

import { partAt, partFor, viewAfter } from "../../static/js/lib/panes.js";

test("views follow each other round and round", () => {
  assert.deepEqual(["form", "both", "preview"].map((view) => viewAfter(view, true)), ["both", "preview", "form"]);
  assert.deepEqual(["form", "preview"].map((view) => viewAfter(view, false)), ["preview", "form"]);
});

test("the divider goes in steps and stops at its ends", () => {
  assert.equal(partFor(55), 55);
  assert.equal(partFor(53), 55);
  assert.equal(partFor(25), 30);
  assert.equal(partFor(-50), 30);
  assert.equal(partFor(150), 70);
});

test("dragging follows the pointer within the same ends", () => {
  assert.equal(partAt(432, 1000), 43);
  assert.equal(partAt(0, 1000), 30);
  assert.equal(partAt(990, 1000), 70);
  assert.equal(partAt(400, 1000, true), 60);
  assert.equal(partAt(10, 0), 70);
});
