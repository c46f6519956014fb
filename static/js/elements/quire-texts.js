import { filledIn, freshKey, wordsOf } from "../lib/list-items.js";

/**
 * A list of plain texts: Enter or a comma adds what is typed, pasting several lines adds several, Backspace in the empty
 * input goes back to the last one. Without it the same input adds its words when the form is sent.
 * @example
 * <quire-texts data-name="f.tags" data-label="Tags" data-delimiter=","><ul data-items>…</ul>
 *   <input name="f.tags!add" data-add><template data-blank data-mark="__n2__">…</template><p role="status" data-said></p></quire-texts>
 */
class QuireTexts extends HTMLElement {
  get items() {
    return /** @type {HTMLElement} */ (this.querySelector("[data-items]"));
  }

  get input() {
    return /** @type {HTMLInputElement | null} */ (this.querySelector("[data-add]"));
  }

  connectedCallback() {
    this.addEventListener("click", this.#clicked);
    this.input?.addEventListener("keydown", this.#pressed);
    this.input?.addEventListener("paste", this.#pasted);
    this.input?.addEventListener("change", this.#left);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.#clicked);
    this.input?.removeEventListener("keydown", this.#pressed);
    this.input?.removeEventListener("paste", this.#pasted);
    this.input?.removeEventListener("change", this.#left);
  }

  // Actions

  /** @param {MouseEvent} event */
  #clicked = (event) => {
    const button = event.target instanceof Element ? event.target.closest('[data-do="remove"]') : null;
    const item = button?.closest("[data-item]");
    if (!(item instanceof HTMLElement)) return;
    event.preventDefault();
    const words = textOf(item);
    item.remove();
    this.#changed(`Removed ${words}.`);
    this.input?.focus();
  };

  /** @param {KeyboardEvent} event */
  #pressed = (event) => {
    const input = /** @type {HTMLInputElement} */ (this.input);
    if (event.isComposing) return;
    if (event.key === "Enter" || event.key === this.#delimiter) {
      event.preventDefault();
      this.#take(input.value);
    } else if (event.key === "Backspace" && !input.value) {
      const last = this.items.lastElementChild?.querySelector("input:not([type=hidden]), textarea");
      if (last instanceof HTMLElement) {
        event.preventDefault();
        last.focus();
      }
    }
  };

  /** @param {ClipboardEvent} event */
  #pasted = (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!/[\r\n]/.test(text.trim()) && !text.includes(this.#delimiter)) return;
    event.preventDefault();
    this.#take(`${this.input?.value ?? ""}${text}`);
  };

  #left = () => this.#take(this.input?.value ?? "");

  // Private

  get #delimiter() {
    return this.dataset.delimiter || ",";
  }

  /** @param {string} text */
  #take(text) {
    const words = wordsOf(text, this.#delimiter);
    for (const word of words) this.#add(word);
    if (this.input) this.input.value = "";
    if (words.length) this.#changed(`Added ${words.join(", ")}.`);
  }

  /** @param {string} word */
  #add(word) {
    const blank = /** @type {HTMLTemplateElement | null} */ (this.querySelector("template[data-blank]"));
    if (!blank) return;
    const copy = /** @type {DocumentFragment} */ (blank.content.cloneNode(true));
    const key = freshKey([...this.items.children].map((item) => /** @type {HTMLElement} */ (item).dataset.item ?? ""));
    for (const element of copy.querySelectorAll("*")) {
      for (const attribute of [...element.attributes]) {
        attribute.value = filledIn(attribute.value, blank.dataset.mark ?? "", key);
      }
    }
    const input = copy.querySelector("input:not([type=hidden]), textarea");
    if (input instanceof HTMLInputElement || input instanceof HTMLTextAreaElement) {
      input.value = word;
      input.setAttribute("aria-label", `${this.dataset.label ?? ""}, ${word}`);
    }
    copy.querySelector('[data-do="remove"]')?.setAttribute("aria-label", `Remove ${word}`);
    this.items.append(copy);
  }

  /** @param {string} words */
  #changed(words) {
    const status = this.querySelector("[data-said]");
    if (status) status.textContent = words;
    this.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** @param {Element} item */
function textOf(item) {
  const input = item.querySelector("input:not([type=hidden]), textarea");
  return input instanceof HTMLInputElement || input instanceof HTMLTextAreaElement ? input.value : "";
}

customElements.define("quire-texts", QuireTexts);
