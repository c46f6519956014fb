/** A text field with a list box below it, after the ARIA combobox pattern: the server draws the options. */
import { fetchPage } from "./pages.js";

const PAUSE = 120; // milliseconds after a key, before the server is asked

/**
 * @typedef {object} Answers
 * @property {HTMLElement[]} options
 * @property {string} said what a screen reader is told
 */

let count = 0;

export class Combobox {
  /** @type {HTMLElement[]} */
  options = [];
  /** @type {AbortController | null} */
  asked = null;
  timer = 0;

  /**
   * @param {HTMLInputElement} input
   * @param {object} how
   * @param {string} how.label the list's name
   * @param {(text: string) => string} how.address where the options for a text are; "" for none
   * @param {(option: HTMLElement) => void} how.choose
   */
  constructor(input, { label, address, choose }) {
    this.input = input;
    this.address = address;
    this.choose = choose;
    this.list = document.createElement("div");
    this.list.id = `combo-${++count}`;
    this.list.className = "combo-list";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", label);
    this.status = document.createElement("div");
    this.status.className = "combo-status visually-hidden";
    this.status.setAttribute("role", "status");
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", this.list.id);
    input.after(this.list, this.status);
    input.addEventListener("input", this.#typed);
    input.addEventListener("keydown", this.#pressed);
    input.addEventListener("blur", this.close);
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the field
    this.list.addEventListener("click", this.#clicked);
  }

  get isOpen() {
    return !this.list.hidden;
  }

  close = () => {
    window.clearTimeout(this.timer);
    this.asked?.abort();
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  };

  // Actions

  /** @param {Event} event */
  #typed = (event) => {
    event.stopPropagation();
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(this.ask, PAUSE);
  };

  /** Ask for the options of what is typed now; an older answer that comes late is dropped. */
  ask = async () => {
    this.asked?.abort();
    const address = this.address(this.input.value.trim());
    if (!address) return this.close();
    const asked = new AbortController();
    this.asked = asked;
    const answers = await answersAt(address, asked.signal);
    if (asked.signal.aborted) return;
    if (answers && this.input.matches(":focus")) this.#show(answers);
    else this.close();
  };

  /** @param {KeyboardEvent} event */
  #pressed = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (this.isOpen) this.#move(step);
      else this.ask();
    } else if (event.key === "Escape" && this.isOpen) {
      event.preventDefault(); // a search field would lose its text as well
      event.stopPropagation();
      this.close();
    } else if (event.key === "Enter" && this.isOpen && this.#active) {
      event.preventDefault();
      this.choose(this.#active);
    }
  };

  /** @param {MouseEvent} event */
  #clicked = (event) => {
    const option = event.target instanceof Element ? event.target.closest("[role=option]") : null;
    if (!(option instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.choose(option);
  };

  // Private

  get #active() {
    return this.options.find((option) => option.getAttribute("aria-selected") === "true");
  }

  /** @param {Answers} answers */
  #show({ options, said }) {
    options.forEach((option, place) => (option.id = `${this.list.id}-${place}`));
    this.options = options;
    this.list.replaceChildren(...options);
    this.list.hidden = !options.length;
    this.list.scrollTop = 0;
    this.input.setAttribute("aria-expanded", String(options.length > 0));
    this.input.removeAttribute("aria-activedescendant");
    this.status.textContent = said;
    this.status.classList.toggle("visually-hidden", options.length > 0);
  }

  /** @param {number} step */
  #move(step) {
    const at = this.#active ? this.options.indexOf(this.#active) : step > 0 ? -1 : 0;
    const next = this.options[(at + step + this.options.length) % this.options.length];
    for (const option of this.options) option.setAttribute("aria-selected", String(option === next));
    this.input.setAttribute("aria-activedescendant", next.id);
    next.scrollIntoView({ block: "nearest" });
  }
}

/**
 * The options that the server draws at an address; null when they cannot be had.
 * @param {string} address
 * @param {AbortSignal} signal
 * @returns {Promise<Answers | null>}
 */
async function answersAt(address, signal) {
  const answer = await fetchPage(address, { signal }).catch(() => null);
  if (!answer?.ok || answer.redirected) return null;
  const options = /** @type {HTMLElement[]} */ ([...answer.document.querySelectorAll("[role=option]")]);
  return { options, said: answer.document.querySelector("[data-said]")?.textContent?.trim() ?? "" };
}
