import assert from "node:assert/strict";
import { test } from "node:test";
import { encodedSlug, withNames } from "../../static/js/lib/menus.js";

test("the slug of an entry is taken as it is encoded", () => {
  assert.equal(encodedSlug("/contents/journal/entries/plums"), "plums");
  assert.equal(encodedSlug("/contents/entries/entries/entries/x"), "entries/x");
  assert.equal(encodedSlug("/contents/a~1b/entries/caf%C3%A9%20%24%26"), "caf%C3%A9%20%24%26");
  assert.equal(encodedSlug("/media"), "");
});

test("the slug stands in the path or in the query", () => {
  assert.equal(withNames("/contents/SLUG/entries/SLUG/history", "a/$&"), "/contents/SLUG/entries/a/$&/history");
  assert.equal(withNames("/contents/x/new?index=1&path=FOLDER", "", "a b/FOLDER&"), "/contents/x/new?index=1&path=a%20b%2FFOLDER%26");
  assert.equal(withNames("/contents/x/new?duplicate_of=SLUG", "a/b+c%20d"), "/contents/x/new?duplicate_of=a/b%2Bc%20d");
});
