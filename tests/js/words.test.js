import assert from "node:assert/strict";
import { test } from "node:test";

import { answers, countWords, fileName, placeWords } from "../../static/js/lib/words.js";

test("a count shows from four fifths on", () => {
  assert.equal(countWords(127, 160), "");
  assert.equal(countWords(128, 160), "128 of 160");
  assert.equal(countWords(170, 160), "170 of 160: 10 too many");
});

test("a search finds the beginnings of words, without accents", () => {
  assert.equal(answers("Inès Marchetti", "ines mar"), true);
  assert.equal(answers("Inès Marchetti", "mar in"), true);
  assert.equal(answers("Inès Marchetti", "noor"), false);
  assert.equal(answers("東京の麦", "の麦"), true);
});

test("files and places have names", () => {
  assert.equal(fileName("/img/a/rye.jpg?x=1"), "rye.jpg");
  assert.equal(fileName(""), "");
  assert.equal(placeWords("Quote", 2, 5), "Quote, 2 of 5");
});
