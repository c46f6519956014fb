import assert from "node:assert/strict";
import { test } from "node:test";
import { isLongEnough } from "../../static/js/lib/search.js";

test("two characters are searched for, one in Chinese, Japanese and Korean", () => {
  assert.deepEqual(["p", " p ", "pl", "京", "한"].map(isLongEnough), [false, false, true, true, true]);
});
