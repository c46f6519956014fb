import assert from "node:assert/strict";
import { test } from "node:test";
import { forget, keep, recall, sameText, textOf } from "../../static/js/lib/kept.js";

/** @returns {import("../../static/js/lib/kept.js").Box} */
function storage() {
  const items = new Map();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
}

test("a text is kept, recalled and forgotten", () => {
  const box = storage();
  /** @type {import("../../static/js/lib/kept.js").Kept} */
  const kept = { time: 5, pairs: [["f.title", "Plums"]] };
  assert.equal(keep(box, "/contents/posts/new", kept), true);
  assert.deepEqual(recall(box, "/contents/posts/new"), kept);
  assert.equal(recall(box, "/contents/posts/entries/new"), null);
  forget(box, "/contents/posts/new");
  assert.equal(recall(box, "/contents/posts/new"), null);
});

test("a full or broken storage is no accident", () => {
  const full = { ...storage(), setItem: () => { throw new Error("QuotaExceededError"); } };
  assert.equal(keep(full, "/a", { time: 1, pairs: [] }), false);
  for (const text of ["{", "3", '{"pairs": 1}', "null"]) {
    assert.equal(recall({ ...storage(), getItem: () => text }, "/a"), null);
  }
});

test("marks and files are no text", () => {
  const data = new FormData();
  for (const [name, value] of [["csrf_token", "x"], ["key", "k"], ["do", "publish"], ["base", "b"], ["f.title", "T"], ["f.title", "U"]]) data.append(name, value);
  data.append("f.cover!upload", new Blob(["x"]), "x.png");
  assert.deepEqual(textOf(data), [["base", "b"], ["f.title", "T"], ["f.title", "U"]]);
});

test("line ends and the version it was opened from do not count", () => {
  assert.equal(sameText([["base", "1"], ["f.body", "a\r\nb"]], [["base", "2"], ["f.body", "a\nb"]]), true);
  assert.equal(sameText([["f.body", "a"]], [["f.body", "b"]]), false);
});
