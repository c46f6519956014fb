import { formatted, headingAt, pastedLink, pictured } from "../lib/markdown-format.js";

/** @type {Record<string, string>} */
const KEYS = { b: "bold", i: "italic", k: "link" };

/**
 * A bar of formats over a Markdown text area: buttons, Ctrl+B, I and K, paragraph styles, a picture from the library.
 * Every change goes through the browser's own undo. Without it there is the text area alone.
 * @example
 * <quire-markdown data-field="f.body"><div role="toolbar"><button data-format="bold">…</button></div>
 *   <textarea name="f.body"></textarea></quire-markdown>
 */
class QuireMarkdown extends HTMLElement {
  get text() {
    return /** @type {HTMLTextAreaElement} */ (this.querySelector("textarea"));
  }

  get bar() {
    return /** @type {HTMLElement | null} */ (this.querySelector('[role="toolbar"]'));
  }

  get styles() {
    return /** @type {HTMLSelectElement | null} */ (this.querySelector("[data-block]"));
  }

  connectedCallback() {
    this.addEventListener("click", this.#clicked);
    this.addEventListener("quire:media-chosen", this.#chosen);
    this.text.addEventListener("keydown", this.#pressed);
    this.text.addEventListener("paste", this.#pasted);
    for (const name of ["keyup", "click", "focus", "input"]) this.text.addEventListener(name, this.#look);
    this.styles?.addEventListener("change", this.#styled);
    this.bar?.addEventListener("keydown", this.#walked);
    this.#stops.forEach((stop, index) => (stop.tabIndex = index ? -1 : 0));
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.#clicked);
    this.removeEventListener("quire:media-chosen", this.#chosen);
  }

  // Actions

  /** @param {MouseEvent} event */
  #clicked = ({ target }) => {
    const button = target instanceof Element ? target.closest("[data-format]") : null;
    if (button instanceof HTMLElement) this.#format(button.dataset.format ?? "");
  };

  #styled = () => this.#format(`heading-${this.styles?.value ?? 0}`);

  /** @param {KeyboardEvent} event */
  #pressed = (event) => {
    const format = KEYS[event.key.toLowerCase()];
    if (!format || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || this.text.readOnly) return;
    if (!this.querySelector(`[data-format="${format}"]`)) return;
    event.preventDefault();
    event.stopPropagation();
    this.#format(format);
  };

  /** @param {ClipboardEvent} event */
  #pasted = (event) => {
    const { value, selectionStart, selectionEnd } = this.text;
    const edit = pastedLink(value, selectionStart, selectionEnd, event.clipboardData?.getData("text/plain") ?? "");
    if (!edit) return;
    event.preventDefault();
    this.#apply(edit);
  };

  /** @param {Event} event */
  #chosen = (event) => {
    event.stopPropagation();
    const detail = /** @type {CustomEvent<{ value: string, url: string }>} */ (event).detail;
    const { value, selectionStart, selectionEnd } = this.text;
    this.#apply(pictured(value, selectionStart, selectionEnd, detail.value || detail.url));
  };

  /** One stop for Tab, arrows inside. @param {KeyboardEvent} event */
  #walked = (event) => {
    const stops = this.#stops;
    const at = stops.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: stops.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const next = stops[(to + stops.length) % stops.length];
    stops.forEach((stop) => (stop.tabIndex = stop === next ? 0 : -1));
    next.focus();
  };

  // Private

  get #stops() {
    return /** @type {HTMLElement[]} */ ([...(this.bar?.querySelectorAll("button, select") ?? [])]);
  }

  /** @param {string} format */
  #format(format) {
    const { value, selectionStart, selectionEnd } = this.text;
    const edit = formatted(format, value, selectionStart, selectionEnd);
    if (edit) this.#apply(edit);
  }

  /** @param {import("../lib/markdown-format.js").Edit} edit */
  #apply(edit) {
    const before = this.text.value;
    this.text.focus();
    this.text.setSelectionRange(edit.from, edit.to);
    const done = document.execCommand("insertText", false, edit.text); // the one way that keeps the browser's undo
    if (!done || this.text.value === before) {
      this.text.setRangeText(edit.text, edit.from, edit.to);
      this.text.dispatchEvent(new Event("input", { bubbles: true }));
    }
    this.text.setSelectionRange(edit.start, edit.end);
    this.#look();
  }

  #look = () => {
    if (!this.styles) return;
    const level = String(headingAt(this.text.value, this.text.selectionStart));
    this.styles.value = [...this.styles.options].some((option) => option.value === level) ? level : "0";
  };
}

customElements.define("quire-markdown", QuireMarkdown);
