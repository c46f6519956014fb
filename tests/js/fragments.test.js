import assert from "node:assert/strict";
import { test } from "node:test";
import { placeOfFragment } from "../../static/js/lib/fragments.js";

const places = {
  "#/collections/posts": "/contents/posts",
  "#/collections/posts/new": "/contents/posts/new",
  "#/collections/posts/entries/2026-01-hello": "/contents/posts/entries/2026-01-hello",
  "#/collections/docs/entries/guide/first": "/contents/docs/entries/guide/first",
  "#/collections": "",
  "#/workflow": "",
  "#more-2": "",
  "": "",
};

for (const [fragment, place] of Object.entries(places)) {
  test(`${fragment || "nothing"} opens ${place || "nothing"}`, () => assert.equal(placeOfFragment(fragment), place));
}

test("a fragment never leaves the site", () => {
  for (const fragment of ["#//evil.test", "#/collections//evil.test", "#https://evil.test", "#javascript:alert(1)"]) {
    assert.match(placeOfFragment(fragment), /^$|^\/contents\/[^/]/);
  }
});
