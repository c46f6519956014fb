import { countWords } from "../lib/words.js";

/**
 * How many of the allowed characters are used, from four fifths on.
 * @example <quire-count data-for="field-description" data-max="160"></quire-count>
 */
class QuireCount extends HTMLElement {
  /** @type {HTMLElement | null} */
  control = null;

  connectedCallback() {
    this.control = document.getElementById(this.dataset.for ?? "");
    this.control?.addEventListener("input", this.#look);
    this.#look();
  }

  disconnectedCallback() {
    this.control?.removeEventListener("input", this.#look);
  }

  #look = () => {
    const control = this.control;
    if (!(control instanceof HTMLInputElement) && !(control instanceof HTMLTextAreaElement)) return;
    const max = Number(this.dataset.max);
    this.textContent = countWords(control.value.length, max);
    this.classList.toggle("over", control.value.length > max);
  };
}

customElements.define("quire-count", QuireCount);
