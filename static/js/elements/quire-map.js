import { degreeWords, linesIn, placeOf, pointAt, viewOf, within } from "../lib/graticule.js";

const SVG = "http://www.w3.org/2000/svg";
const RATIO = 0.5;
const MOST = 18;

/**
 * A grid of longitude and latitude under the two numbers of a point: a click sets them, keys and buttons move the grid.
 * Nothing is asked of any server. Without it the numbers are typed.
 * @example
 * <quire-map data-center="10.75,59.91" data-zoom="8" data-decimals="5" data-label="Place"><input data-latitude>
 *   <input data-longitude></quire-map>
 */
class QuireMap extends HTMLElement {
  middle = { longitude: 0, latitude: 0 };
  zoom = 2;
  /** It is drawn when it comes into sight: to measure each map of a large form is to lay out the form as often. */
  #seen = new IntersectionObserver((places) => {
    if (places.some((place) => place.isIntersecting)) this.#draw();
  });

  connectedCallback() {
    if (this.querySelector("svg")) this.querySelector(".map-box")?.remove(); // of the item this is a copy of
    const [longitude, latitude] = (this.dataset.center ?? "0,0").split(",").map(Number);
    const point = this.#point();
    this.middle = point ?? { longitude: longitude || 0, latitude: latitude || 0 };
    this.zoom = Number(this.dataset.zoom) || 0;
    this.append(this.#box());
    for (const input of [this.latitude, this.longitude]) input.addEventListener("input", this.#typed);
    this.#seen.observe(this);
  }

  disconnectedCallback() {
    this.#seen.disconnect();
  }

  get latitude() {
    return /** @type {HTMLInputElement} */ (this.querySelector("[data-latitude]"));
  }

  get longitude() {
    return /** @type {HTMLInputElement} */ (this.querySelector("[data-longitude]"));
  }

  get picture() {
    return /** @type {SVGSVGElement} */ (this.querySelector("svg"));
  }

  get view() {
    const { width, height } = this.picture.getBoundingClientRect();
    return viewOf(this.middle.longitude, this.middle.latitude, this.zoom, width ? height / width : RATIO);
  }

  // Actions

  #typed = () => {
    const point = this.#point();
    if (point) {
      const { x, y } = placeOf(this.view, point.longitude, point.latitude);
      if (x < 0 || x > 1 || y < 0 || y > 1) this.middle = point;
    }
    this.#draw();
  };

  /** @param {MouseEvent} event */
  #clicked = (event) => {
    const { left, top, width, height } = this.picture.getBoundingClientRect();
    this.#take(pointAt(this.view, (event.clientX - left) / width, (event.clientY - top) / height));
  };

  /** @param {KeyboardEvent} event */
  #pressed = (event) => {
    const step = this.view.span / 8;
    /** @type {Record<string, () => void>} */
    const keys = {
      ArrowLeft: () => this.#move(-step, 0),
      ArrowRight: () => this.#move(step, 0),
      ArrowUp: () => this.#move(0, step),
      ArrowDown: () => this.#move(0, -step),
      "+": () => this.#zoomed(1),
      "-": () => this.#zoomed(-1),
      Enter: () => this.#take(this.middle),
    };
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };

  // Private

  #point() {
    const [latitude, longitude] = [this.latitude, this.longitude].map((input) => Number.parseFloat(input.value));
    return Number.isFinite(latitude) && Number.isFinite(longitude) ? { longitude, latitude } : null;
  }

  /** @param {{ longitude: number, latitude: number }} point */
  #take({ longitude, latitude }) {
    if (this.hasAttribute("data-fixed")) return;
    const decimals = Number(this.dataset.decimals ?? 7);
    this.latitude.value = String(Number(latitude.toFixed(decimals)));
    this.longitude.value = String(Number(longitude.toFixed(decimals)));
    this.longitude.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /**
   * @param {number} east
   * @param {number} north
   */
  #move(east, north) {
    const latitude = Math.min(90, Math.max(-90, this.middle.latitude + north));
    this.middle = { longitude: within(this.middle.longitude + east), latitude };
    this.#draw();
  }

  /** @param {number} by */
  #zoomed(by) {
    this.zoom = Math.min(MOST, Math.max(0, this.zoom + by));
    const point = this.#point();
    if (point && by > 0) this.middle = point;
    this.#draw();
  }

  #box() {
    const box = document.createElement("div");
    box.className = "map-box";
    const picture = document.createElementNS(SVG, "svg");
    picture.setAttribute("tabindex", "0");
    picture.setAttribute("role", "application");
    picture.setAttribute("aria-label", `${this.dataset.label ?? "Place"}: grid. Arrow keys move it, Enter takes its middle.`);
    if (this.dataset.height) picture.style.blockSize = this.dataset.height;
    picture.addEventListener("click", this.#clicked);
    picture.addEventListener("keydown", this.#pressed);
    const bar = document.createElement("div");
    bar.className = "map-bar";
    for (const [words, sign, by] of /** @type {[string, string, number][]} */ ([
      ["Zoom in", "+", 1],
      ["Zoom out", "−", -1],
    ])) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button small";
      button.setAttribute("aria-label", words);
      button.textContent = sign;
      button.addEventListener("click", () => this.#zoomed(by));
      bar.append(button);
    }
    box.append(picture, bar);
    return box;
  }

  #draw() {
    const view = this.view;
    const parts = [];
    for (const longitude of linesIn(view.longitude, view.span)) {
      const { x } = placeOf(view, longitude, 0);
      parts.push(line(x, 0, x, 1), words(degreeWords(within(longitude), "E", "W"), x, 1, "end"));
    }
    for (const latitude of linesIn(view.latitude, view.span * view.ratio).filter((each) => Math.abs(each) <= 90)) {
      const { y } = placeOf(view, 0, latitude);
      parts.push(line(0, y, 1, y), words(degreeWords(latitude, "N", "S"), 0, y, "start"));
    }
    const point = this.#point();
    if (point) parts.push(mark(placeOf(view, point.longitude, point.latitude)));
    this.picture.replaceChildren(...parts);
  }
}

/** @param {string} name @param {Record<string, string>} attributes */
function drawn(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

/** @param {number} share */
function percent(share) {
  return `${(share * 100).toFixed(3)}%`;
}

/** @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 */
function line(x1, y1, x2, y2) {
  return drawn("line", { x1: percent(x1), y1: percent(y1), x2: percent(x2), y2: percent(y2) });
}

/** @param {string} text @param {number} x @param {number} y @param {string} edge */
function words(text, x, y, edge) {
  const near = edge === "end" ? { dx: "4", dy: "-6" } : { dx: "4", dy: "-4" };
  const element = drawn("text", { x: percent(x), y: percent(y), ...near });
  element.textContent = text;
  return element;
}

/** @param {{ x: number, y: number }} place */
function mark({ x, y }) {
  return drawn("circle", { class: "map-mark", cx: percent(x), cy: percent(y), r: "7" });
}

customElements.define("quire-map", QuireMap);
