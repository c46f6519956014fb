import { forget, keep, recall, sameText, textOf } from "../lib/kept.js";
import { listenForMedia } from "../lib/media-dialog.js";

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
  opened = textOf(new FormData(this.form));
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
    if (this.unsaved) this.#typed();
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
    button.style.inlineSize = `${button.offsetWidth}px`;
    button.setAttribute("aria-busy", "true");
    button.textContent = "Publishing…";
    this.#say("Publishing…", "");
  };

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
