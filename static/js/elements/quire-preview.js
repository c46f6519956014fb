import { isTouched } from "../lib/kept.js";
import { partAt, partFor, viewAfter } from "../lib/panes.js";

const PAUSE = 150;
const SLOW = 1000;
const VIEW = "quire:view";
const PART = "quire:form-part";
const SCREEN = "quire:preview-screen";
const STEPS = /** @type {Record<string, number>} */ ({ ArrowLeft: -5, ArrowRight: 5, Home: -100, End: 100 });

/**
 * The preview beside the form of an entry: it shows the text while it is typed, and lets the person choose what stands
 * beside what, how wide the form is and how wide the page. Without it there is the published text, and links that choose.
 * The frame runs no script; its content is put in from here. It never takes the focus, and keeps the last good page.
 * @example
 * <main class="panes" data-show="both">… <quire-preview data-form="entry-form"><div role="separator">…</div>
 *   <section><iframe src="/contents/journal/entries/plums/preview"></iframe></section></quire-preview></main>
 */
class QuirePreview extends HTMLElement {
  panes = /** @type {HTMLElement} */ (this.closest(".panes"));
  form = /** @type {HTMLFormElement} */ (document.getElementById(this.dataset.form ?? ""));
  frame = /** @type {HTMLIFrameElement} */ (this.querySelector("iframe"));
  grip = /** @type {HTMLElement} */ (this.querySelector("[role=separator]"));
  note = /** @type {HTMLElement} */ (this.querySelector("[data-note]"));
  wide = matchMedia("(min-width: 64rem)");
  stale = !this.form.dataset.slug || Boolean(this.panes.querySelector("[data-unsaved]")) || isTouched(this.form);
  request = new AbortController();

  connectedCallback() {
    this.form.addEventListener("input", this.#typed);
    this.form.addEventListener("change", this.#typed);
    this.frame.addEventListener("load", this.#framed);
    this.grip.addEventListener("keydown", this.#stepped);
    this.grip.addEventListener("pointerdown", this.#grabbed);
    this.addEventListener("click", this.#sized);
    document.addEventListener("click", this.#chosen);
    document.addEventListener("keydown", this.#pressed);
    this.wide.addEventListener("change", this.#marked);
    this.#remember();
    this.#framed();
  }

  disconnectedCallback() {
    document.removeEventListener("click", this.#chosen);
    document.removeEventListener("keydown", this.#pressed);
    this.wide.removeEventListener("change", this.#marked);
    this.request.abort();
  }

  // What stands beside what

  /** @param {MouseEvent} event */
  #chosen = (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[data-view]") : null;
    if (!(link instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    this.#show(link.dataset.view ?? "both");
  };

  /** @param {KeyboardEvent} event */
  #pressed = (event) => {
    if (!(event.ctrlKey || event.metaKey) || !event.shiftKey || event.altKey || event.key.toLowerCase() !== "p") return;
    event.preventDefault();
    this.#show(viewAfter(this.#shown, this.wide.matches));
  };

  /** @param {string} view */
  #show(view) {
    this.panes.dataset.show = view;
    keep(VIEW, view);
    this.#marked();
  }

  #marked = () => {
    for (const link of document.querySelectorAll("a[data-view]")) {
      if (link instanceof HTMLElement && link.dataset.view === this.#shown) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    if (this.stale) this.#ask();
  };

  /** @returns {string} what is really shown: a narrow screen has no room for both */
  get #shown() {
    const view = this.panes.dataset.show ?? "both";
    return view === "both" && !this.wide.matches ? "form" : view;
  }

  // The page as it is typed

  #typed = () => {
    this.stale = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#ask(), PAUSE);
  };

  #framed = () => {
    const page = this.frame.contentDocument;
    if (!page?.body?.hasAttribute("data-preview")) return;
    page.body.dataset.leads = "";
    page.addEventListener("click", this.#clicked);
    if (this.stale) this.#ask(); // else it is the page that the form was opened with
  };

  /** A link in the frame leads nowhere but inside the page; a click elsewhere leads to the field that says it. */
  #clicked = (/** @type {MouseEvent} */ event) => {
    const target = /** @type {Element | null} */ (event.target);
    const link = target?.closest?.("a[href]");
    if (link && !link.getAttribute("href")?.startsWith("#")) event.preventDefault();
    const part = link ? null : target?.closest?.("[data-field]");
    const field = part ? document.getElementById(`field-${part.getAttribute("data-field")}`) : null;
    if (!field || !this.frame.contentWindow?.getSelection()?.isCollapsed) return;
    if (this.#shown === "preview") this.#show(this.wide.matches ? "both" : "form");
    for (let box = field.closest("details"); box; box = box.parentElement?.closest("details") ?? null) box.open = true;
    field.scrollIntoView({ block: "center" });
    const summary = /** @type {HTMLElement | null} */ (field.querySelector(":scope > summary"));
    (summary ?? field).focus({ preventScroll: true });
  };

  async #ask() {
    const page = this.frame.contentDocument;
    if (this.#shown === "form" || !page?.body?.hasAttribute("data-preview")) return;
    this.stale = false;
    this.request.abort();
    const request = (this.request = new AbortController());
    const slow = setTimeout(() => this.#say("Updating…"), SLOW);
    try {
      const answer = await fetch(this.frame.src, { method: "POST", body: textOf(this.form), signal: request.signal });
      if (!answer.ok) throw new TypeError(`the preview answered ${answer.status}`);
      put(await answer.text(), page);
      this.#say("");
    } catch {
      if (!request.signal.aborted) this.#say("Not up to date");
    } finally {
      clearTimeout(slow);
    }
  }

  /** @param {string} words */
  #say(words) {
    this.note.textContent = words;
    this.note.hidden = !words;
  }

  // Widths

  /** @param {KeyboardEvent} event */
  #stepped = (event) => {
    const step = STEPS[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const rightToLeft = getComputedStyle(this).direction === "rtl" && event.key.startsWith("Arrow");
    this.#divide(partFor(Number(this.grip.ariaValueNow) + (rightToLeft ? -step : step)));
  };

  /** @param {PointerEvent} event */
  #grabbed = (event) => {
    if (event.button) return;
    event.preventDefault();
    this.grip.focus();
    this.grip.setPointerCapture(event.pointerId);
    this.panes.classList.add("resizing");
    this.grip.addEventListener("pointermove", this.#dragged);
    this.grip.addEventListener("lostpointercapture", this.#dropped, { once: true });
  };

  /** @param {PointerEvent} event */
  #dragged = (event) => {
    const { left, width } = this.panes.getBoundingClientRect();
    this.#divide(partAt(event.clientX - left, width, getComputedStyle(this).direction === "rtl"));
  };

  #dropped = () => {
    this.panes.classList.remove("resizing");
    this.grip.removeEventListener("pointermove", this.#dragged);
  };

  /** @param {number} part */
  #divide(part) {
    this.panes.style.setProperty("--form-part", `${part}%`);
    this.grip.ariaValueNow = String(part);
    keep(PART, String(part));
  }

  /** @param {MouseEvent} event */
  #sized = ({ target }) => {
    const button = target instanceof Element ? target.closest("[data-screen]") : null;
    if (button instanceof HTMLElement) this.#screen(button.dataset.screen ?? "wide");
  };

  /** @param {string} screen */
  #screen(screen) {
    this.dataset.screenNow = screen;
    for (const button of this.querySelectorAll("[data-screen]")) {
      button.setAttribute("aria-pressed", String(button instanceof HTMLElement && button.dataset.screen === screen));
    }
    keep(SCREEN, screen);
  }

  // What was chosen last time

  #remember() {
    const part = Number(recall(PART));
    if (part) this.#divide(partFor(part));
    if (recall(SCREEN) === "phone") this.#screen("phone");
    const view = recall(VIEW);
    if (view && !this.panes.hasAttribute("data-chosen")) this.panes.dataset.show = view;
    this.#marked();
    customElements.whenDefined("quire-editor").then(this.#unhide);
  }

  /** What the form has to say must be seen, whatever was chosen last time. */
  #unhide = () => {
    const said = this.form.querySelector(".error-summary, [data-kept]:not([hidden])");
    if (!said || this.panes.dataset.show !== "preview") return;
    this.panes.dataset.show = this.wide.matches ? "both" : "form";
    this.#marked();
  };
}

/** The form without its files. @param {HTMLFormElement} form */
function textOf(form) {
  const data = new FormData();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") data.append(name, value);
  return data;
}

/**
 * Put an answer in the place of the page's content, and leave the page where it was scrolled to.
 * @param {string} html
 * @param {Document} page
 */
function put(html, page) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  if (!fresh.body.hasAttribute("data-preview")) throw new TypeError("the answer is no preview");
  const view = page.defaultView;
  const [x, y] = [view?.scrollX ?? 0, view?.scrollY ?? 0];
  page.title = fresh.title;
  page.body.replaceChildren(...fresh.body.childNodes);
  view?.scrollTo(x, y);
}

/**
 * @param {string} name
 * @param {string} value
 */
function keep(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // a browser without storage forgets, no more
  }
}

/** @param {string} name */
function recall(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

customElements.define("quire-preview", QuirePreview);
