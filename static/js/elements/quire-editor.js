import { forget, isTouched, keep, recall, sameText, textOf } from "../lib/kept.js";
import { listenForMedia } from "../lib/media-dialog.js";
import { fetchPage, sayToast, showPage } from "../lib/pages.js";

const PAUSE = 800;

/**
 * The form of an entry: it knows whether something is unpublished, keeps a copy of the text in this browser at every
 * pause, offers that copy after an accident, and publishes by keyboard. `data-page` names the text, `data-unsaved` says
 * that the server already sent the form with unpublished text, `data-plain` that it is one without lists.
 * @example <quire-editor data-page="/contents/journal/entries/plums"><form id="entry-form">…</form></quire-editor>
 */
class QuireEditor extends HTMLElement {
  form = /** @type {HTMLFormElement} */ (this.querySelector("form"));
  page = this.dataset.page ?? location.pathname;
  touched = isTouched(this.form); // before this script was there
  opened = this.touched ? [] : textOf(new FormData(this.form));
  plainTitle = document.title;
  unsaved = this.hasAttribute("data-unsaved");
  sending = false;

  connectedCallback() {
    this.form.addEventListener("input", this.#typed);
    this.form.addEventListener("change", this.#typed);
    this.form.addEventListener("submit", this.#submitted);
    document.addEventListener("keydown", this.#pressed);
    document.addEventListener("click", this.#carried);
    document.addEventListener("submit", this.#leaving);
    window.addEventListener("beforeunload", this.#guard);
    window.addEventListener("pageshow", this.#rest);
    listenForMedia(this);
    this.#offer();
    if (this.unsaved || this.touched) this.#typed();
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#pressed);
    document.removeEventListener("click", this.#carried);
    document.removeEventListener("submit", this.#leaving);
    window.removeEventListener("beforeunload", this.#guard);
    window.removeEventListener("pageshow", this.#rest);
  }

  // Lifecycle of the text

  #typed = () => {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#pause(), PAUSE);
    this.#mark(true);
  };

  #pause() {
    clearTimeout(this.timer);
    const pairs = textOf(new FormData(this.form));
    const changed = this.hasAttribute("data-unsaved") || !sameText(pairs, this.opened) || this.#hasFiles();
    this.#mark(changed);
    if (!changed) return;
    const kept = keep(localStorage, this.page, { time: Date.now(), pairs });
    this.#say("Not published", kept ? "kept in this browser" : "this browser has no room to keep a copy");
  }

  #hasFiles() {
    return [...this.form.querySelectorAll('input[type="file"]')].some((input) => /** @type {HTMLInputElement} */ (input).files?.length);
  }

  /** @param {boolean} unsaved */
  #mark(unsaved) {
    this.unsaved = unsaved;
    document.title = unsaved ? `• ${this.plainTitle}` : this.plainTitle;
  }

  /** @param {BeforeUnloadEvent} event */
  #guard = (event) => {
    if (!this.unsaved || this.sending) return;
    this.#pause();
    if (this.unsaved) event.preventDefault();
  };

  // Publishing

  /** @param {SubmitEvent} event */
  #submitted = (event) => {
    if (this.sending) return event.preventDefault();
    this.#pause();
    this.sending = true;
    const button = document.querySelector("[data-primary]");
    if (!(button instanceof HTMLElement) || (event.submitter && event.submitter !== button)) return;
    event.preventDefault();
    button.style.inlineSize = `${button.offsetWidth}px`;
    button.setAttribute("aria-busy", "true");
    button.textContent = "Publishing…";
    this.#say("Publishing…", "");
    this.#publish(button);
  };

  /**
   * Send the form and stay on the page, which only learns what it was published as. Who types on meanwhile goes on.
   * @param {HTMLElement} button
   * @returns {Promise<void>}
   */
  async #publish(button) {
    const body = new FormData(this.form);
    body.set(button.getAttribute("name") ?? "", button.getAttribute("value") ?? "");
    try {
      const page = await fetchPage(this.form.action, { method: "POST", body });
      if (!page) return this.form.submit(); // whatever this is, the browser shows it; the form is taken only once
      const typed = !sameText(textOf(body), textOf(new FormData(this.form)));
      if (!page.redirected && typed) return await this.#publish(button); // refused, and no longer what it was
      if (!page.redirected || !this.#accept(page.document, textOf(body), typed)) await this.#leave(page, typed);
    } catch {
      this.#mark(true);
      this.#say("Not published", "the site cannot be reached; your text is kept in this browser");
    }
    this.#rest();
  }

  /**
   * Take over what the published page says of itself, if its form is the one that was sent.
   * @param {Document} next
   * @param {[string, string][]} sent
   * @param {boolean} typed whether more was typed meanwhile
   */
  #accept(next, sent, typed) {
    const form = /** @type {HTMLFormElement | null} */ (next.querySelector("#entry-form"));
    if (!form || form.getAttribute("action") !== this.form.getAttribute("action")) return false;
    if (this.#hasFiles() || !sameText(textOf(new FormData(form)), sent)) return false;
    for (const mark of /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll(":scope > input[type=hidden]"))) {
      const own = this.form.elements.namedItem(mark.name);
      if (own instanceof HTMLInputElement) own.value = mark.value;
    }
    this.removeAttribute("data-unsaved");
    this.form.querySelector(".error-summary")?.remove();
    this.opened = sent;
    this.plainTitle = next.title;
    this.#mark(false);
    const state = next.querySelector("[data-state]");
    if (state) document.querySelector("[data-state]")?.replaceChildren(...state.childNodes);
    sayToast(next);
    if (typed) this.#typed();
    return true;
  }

  /**
   * Go to the page that answered. What was typed too late for it is offered there.
   * @param {import("../lib/pages.js").Page} page
   * @param {boolean} typed
   */
  async #leave(page, typed) {
    clearTimeout(this.timer);
    if (typed) {
      keep(localStorage, this.page, { time: Date.now(), pairs: textOf(new FormData(this.form)) });
      page.document.querySelector("[data-forget]")?.removeAttribute("data-forget");
    }
    this.unsaved = false;
    await showPage(page);
  }

  /** A form of this page that leaves the text behind on purpose, such as Delete. @param {SubmitEvent} event */
  #leaving = (event) => {
    if (event.target instanceof HTMLElement && event.target.matches("[data-leaves]")) this.unsaved = false;
  };

  /**
   * A link to the same form with another language beside it takes along what was typed. @param {MouseEvent} event
   */
  #carried = (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[data-carries]") : null;
    if (!(link instanceof HTMLAnchorElement) || !this.unsaved || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.#pause();
    const beside = new URL(link.href).searchParams.get("beside") ?? "";
    this.#send([...textOf(new FormData(this.form)), ["beside", beside]], link.href);
  };

  #rest = () => {
    this.sending = false;
    const button = document.querySelector("[data-primary][aria-busy]");
    if (!(button instanceof HTMLElement)) return;
    button.removeAttribute("aria-busy");
    button.textContent = "Publish";
  };

  /** @param {KeyboardEvent} event */
  #pressed = (event) => {
    const command = event.ctrlKey || event.metaKey;
    if (command && event.shiftKey && !event.altKey && event.key.toLowerCase() === "l") return this.#nextLanguage(event);
    if (!command || event.altKey || event.shiftKey || (event.key !== "Enter" && event.key.toLowerCase() !== "s")) return;
    event.preventDefault();
    const button = document.querySelector("[data-primary]");
    if (button instanceof HTMLElement) this.form.requestSubmit(button);
  };

  /** @param {KeyboardEvent} event */
  #nextLanguage(event) {
    const links = [...document.querySelectorAll(".editbar [data-language]")];
    const next = links[(links.findIndex((link) => link.hasAttribute("aria-current")) + 1) % links.length];
    if (!(next instanceof HTMLElement)) return;
    event.preventDefault();
    next.click();
  }

  // The copy of before

  #offer() {
    const kept = this.hasAttribute("data-unsaved") ? null : recall(localStorage, this.page);
    const banner = this.querySelector("[data-kept]");
    if (!(banner instanceof HTMLElement) || !kept) return;
    const published = document.querySelector(`[data-forget="${CSS.escape(this.page)}"]`);
    if (published || sameText(kept.pairs, this.opened)) return forget(localStorage, this.page);
    const time = banner.querySelector("[data-kept-time]");
    if (time) time.textContent = wordsFor(new Date(kept.time));
    banner.querySelector("[data-kept-restore]")?.addEventListener("click", () => this.#restore(kept.pairs));
    banner.querySelector("[data-kept-forget]")?.addEventListener("click", () => {
      forget(localStorage, this.page);
      banner.hidden = true;
    });
    banner.hidden = false;
  }

  /** Let the server draw the form with the kept text: it alone knows all its lists. @param {[string, string][]} pairs */
  #restore(pairs) {
    if (this.hasAttribute("data-plain")) return this.#fill(pairs);
    this.#send(pairs, this.form.action);
  }

  /**
   * Let the server draw the form anew.
   * @param {[string, string][]} pairs
   * @param {string} address
   */
  #send(pairs, address) {
    const form = document.createElement("form");
    form.method = "post";
    form.action = address;
    form.enctype = "multipart/form-data";
    const marks = ["csrf_token", "key"].map((name) => [name, this.#value(name)]);
    for (const [name, value] of [...marks, ["do", "show"], ...pairs]) {
      const field = document.createElement("textarea");
      field.name = name;
      field.value = value;
      field.hidden = true;
      form.append(field);
    }
    this.unsaved = false;
    document.body.append(form);
    form.submit();
  }

  /** @param {[string, string][]} pairs */
  #fill(pairs) {
    for (const [name, value] of pairs) {
      const field = this.form.elements.namedItem(name);
      if (field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement) field.value = value;
    }
    const banner = this.querySelector("[data-kept]");
    if (banner instanceof HTMLElement) banner.hidden = true;
    this.#typed();
  }

  /** @param {string} name */
  #value(name) {
    return String(new FormData(this.form).get(name) ?? "");
  }

  /**
   * @param {string} strong
   * @param {string} rest
   */
  #say(strong, rest) {
    const line = document.querySelector("[data-state]");
    if (!line) return;
    const bold = document.createElement("b");
    bold.textContent = strong;
    const words = document.createElement("span");
    words.append(bold, rest ? ` · ${rest}` : "");
    if (line.textContent?.trim() !== words.textContent) line.replaceChildren(words);
  }
}

/** @param {Date} when */
function wordsFor(when) {
  const time = when.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const today = when.toDateString() === new Date().toDateString();
  return today ? time : `${when.toLocaleDateString([], { day: "numeric", month: "long" })}, ${time}`;
}

customElements.define("quire-editor", QuireEditor);
