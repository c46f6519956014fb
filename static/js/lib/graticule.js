/** A flat map of the world without land: where a longitude and a latitude stand, and the lines that help to find them. */

const STEPS = [45, 30, 15, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001];
const LINES = 4; // that a view has at least

/**
 * @typedef {{ longitude: number, latitude: number, span: number, ratio: number }} View its middle, the degrees of
 * longitude from edge to edge, and its height by its width
 */

/**
 * The view of a zoom, which doubles with each step as in other maps.
 * @param {number} longitude
 * @param {number} latitude
 * @param {number} zoom
 * @param {number} ratio
 * @returns {View}
 */
export function viewOf(longitude, latitude, zoom, ratio) {
  const span = Math.min(360, Math.max(0.004, 720 / 2 ** zoom));
  return { longitude, latitude: Math.min(90, Math.max(-90, latitude)), span, ratio };
}

/**
 * The point at a place of the view, whose sides are 0 and 1.
 * @param {View} view
 * @param {number} x
 * @param {number} y
 * @returns {{ longitude: number, latitude: number }}
 */
export function pointAt(view, x, y) {
  const latitude = view.latitude - (y - 0.5) * view.span * view.ratio;
  return { longitude: within(view.longitude + (x - 0.5) * view.span), latitude: Math.min(90, Math.max(-90, latitude)) };
}

/**
 * Where a point stands in the view; outside of 0 and 1 it is not in it.
 * @param {View} view
 * @param {number} longitude
 * @param {number} latitude
 * @returns {{ x: number, y: number }}
 */
export function placeOf(view, longitude, latitude) {
  const away = within(longitude - view.longitude);
  return { x: 0.5 + away / view.span, y: 0.5 - (latitude - view.latitude) / (view.span * view.ratio) };
}

/**
 * The degrees at which lines are drawn between two edges.
 * @param {number} middle
 * @param {number} span
 * @returns {number[]}
 */
export function linesIn(middle, span) {
  const step = STEPS.find((each) => span / each >= LINES) ?? STEPS[STEPS.length - 1];
  const found = [];
  for (let line = Math.ceil((middle - span / 2) / step); line * step <= middle + span / 2; line += 1) {
    found.push(Number((line * step).toFixed(6)));
  }
  return found;
}

/**
 * A degree as people write it.
 * @param {number} degrees
 * @param {string} positive
 * @param {string} negative
 * @returns {string}
 */
export function degreeWords(degrees, positive, negative) {
  const side = degrees > 0 ? positive : degrees < 0 ? negative : "";
  return `${Math.abs(Number(degrees.toFixed(6)))}°${side && ` ${side}`}`;
}

/**
 * A longitude from -180 to 180.
 * @param {number} longitude
 * @returns {number}
 */
export function within(longitude) {
  return ((((longitude + 180) % 360) + 360) % 360) - 180;
}
