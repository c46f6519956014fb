import { isWriting } from "../lib/keys.js";

/**
 * The entries of a list: `j` and `k` walk their titles, and a longer page (`#more-2`) puts the focus on its first new one.
 * @example <quire-rows><div class="row"><a class="title" href="…">Plums</a></div></quire-rows>
 */
class QuireRows extends HTMLElement {
  connectedCallback() {
    document.addEventListener("keydown", this.#pressed);
    const first = location.hash.startsWith("#more-") ? document.getElementById(location.hash.slice(1)) : null;
    /** @type {HTMLElement | null | undefined} */ (first?.querySelector(".title"))?.focus();
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#pressed);
  }

  /** @param {KeyboardEvent} event */
  #pressed = (event) => {
    const step = { j: 1, k: -1 }[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
    if (document.querySelector("quire-rows") !== this) return; // of a grouped list the first one walks them all
    const every = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("quire-rows .title")]);
    const titles = every.filter((title) => title.checkVisibility());
    const at = titles.findIndex((title) => title === document.activeElement);
    titles[Math.min(Math.max(at + step, 0), titles.length - 1)]?.focus();
  };
}

customElements.define("quire-rows", QuireRows);
