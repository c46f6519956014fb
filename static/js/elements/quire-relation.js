import { answers } from "../lib/words.js";

const FEW = 12;

/**
 * A search field over a long list of choices. The select stays what it is and is what is sent.
 * @example <quire-relation data-label="Author"><select name="f.author">…</select></quire-relation>
 */
class QuireRelation extends HTMLElement {
  /** @type {HTMLInputElement | null} */
  search = null;
  /** @type {HTMLOptionElement[]} */
  all = [];

  get select() {
    return /** @type {HTMLSelectElement} */ (this.querySelector("select"));
  }

  connectedCallback() {
    if (!this.search) this.querySelector(".relation-search")?.remove(); // of the item this one is a copy of
    if (this.search || this.select.disabled || this.select.options.length <= FEW) return;
    this.all = [...this.select.options];
    this.search = document.createElement("input");
    this.search.type = "search";
    this.search.className = "input relation-search";
    this.search.autocomplete = "off";
    this.search.placeholder = "Search";
    this.search.setAttribute("aria-label", `Search ${this.dataset.label ?? ""}`);
    this.search.addEventListener("input", this.#typed);
    this.search.addEventListener("keydown", this.#pressed);
    this.prepend(this.search);
  }

  /** @param {Event} event */
  #typed = (event) => {
    event.stopPropagation();
    const typed = this.search?.value ?? "";
    const kept = this.all.filter((option) => option.selected || !option.value || answers(option.text, typed));
    this.select.replaceChildren(...kept);
  };

  /** @param {KeyboardEvent} event */
  #pressed = (event) => {
    if (event.key === "Escape" && this.search?.value) {
      event.stopPropagation();
      this.search.value = "";
      this.#typed(event);
    } else if (event.key === "Enter" || event.key === "ArrowDown") {
      event.preventDefault();
      if (event.key === "Enter") this.#takeFirst();
      this.select.focus();
    }
  };

  #takeFirst() {
    const first = [...this.select.options].find((option) => option.value && !option.selected);
    if (!first || !this.search?.value) return;
    first.selected = true;
    this.search.value = "";
    this.select.replaceChildren(...this.all);
    this.select.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

customElements.define("quire-relation", QuireRelation);
