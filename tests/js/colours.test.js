import assert from "node:assert/strict";
import { test } from "node:test";

import { opaque, recoloured } from "../../static/js/lib/colours.js";

test("a picker shows a translucent colour without its translucency", () => {
  assert.equal(opaque("#33669980"), "#336699");
  assert.equal(opaque("#C0F"), "#cc00ff");
  assert.equal(opaque("rgba(51, 102, 153, 0.5)"), "#336699");
  assert.equal(opaque("teal"), "");
});

test("a picked colour stays as translucent as the one before", () => {
  assert.equal(recoloured("#33669980", "#112233"), "#11223380");
  assert.equal(recoloured("#3698", "#112233"), "#11223388");
  assert.equal(recoloured("rgba(51, 102, 153, 0.5)", "#112233"), "rgba(17, 34, 51, 0.5)");
  assert.equal(recoloured("#336699", "#112233"), "#112233");
  assert.equal(recoloured("teal", "#112233"), "#112233");
});
