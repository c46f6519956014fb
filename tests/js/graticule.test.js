import assert from "node:assert/strict";
import { test } from "node:test";
import { degreeWords, linesIn, placeOf, pointAt, viewOf, within } from "../../static/js/lib/graticule.js";

test("a place of the view is a point, and back", () => {
  const view = viewOf(10.75, 59.91, 8, 0.5);
  for (const [x, y] of [
    [0, 0],
    [0.5, 0.5],
    [0.9, 0.2],
  ]) {
    const { longitude, latitude } = pointAt(view, x, y);
    const place = placeOf(view, longitude, latitude);
    assert.ok(Math.abs(place.x - x) < 1e-9 && Math.abs(place.y - y) < 1e-9);
  }
});

test("a view goes around the date line and stops at the poles", () => {
  const view = viewOf(179, 80, 4, 1);
  assert.ok(pointAt(view, 1, 0.5).longitude < 0);
  assert.equal(pointAt(view, 0.5, 0).latitude, 90);
  assert.equal(within(190), -170);
  assert.equal(within(-190), 170);
});

test("zoom 2 and less shows at most the whole world", () => {
  assert.equal(viewOf(0, 0, 0, 0.5).span, 360);
  assert.equal(viewOf(0, 0, 3, 0.5).span, 90);
});

test("there are some lines at every zoom, and not too many", () => {
  for (let zoom = 0; zoom <= 18; zoom += 1) {
    const { span } = viewOf(0, 0, zoom, 0.5);
    const lines = linesIn(10.75, span);
    assert.ok(lines.length >= 3 && lines.length <= 12, `${lines.length} lines at zoom ${zoom}`);
  }
});

test("degrees are said with their side", () => {
  assert.deepEqual([degreeWords(10.5, "E", "W"), degreeWords(-3, "N", "S"), degreeWords(0, "E", "W")], ["10.5° E", "3° S", "0°"]);
});
