import { Combobox } from "../lib/combobox.js";
import { answers } from "../lib/words.js";

const FEW = 12;

/**
 * A search field over the choices of a relation. A select over twelve stays what it is and is narrowed here; where there
 * are too many to list (`data-choices`), the server is asked, and what is chosen stands as boxes above the field.
 * @example <quire-relation data-label="Author"><select name="f.author">…</select></quire-relation>
 * @example
 * <quire-relation data-label="Author" data-name="f.author" data-choices="/contents/people/choices?…">
 *   <div data-chosen><div class="check-line"><input type="radio" name="f.author" value="ann" checked>…</div></div>
 *   <input type="search" class="relation-search" name="f.author!search"></quire-relation>
 */
class QuireRelation extends HTMLElement {
  /** @type {HTMLInputElement | null} */
  search = null;
  /** @type {HTMLOptionElement[]} */
  all = [];

  connectedCallback() {
    if (this.search) return;
    if (this.dataset.choices) this.#askAsOneTypes(this.dataset.choices);
    else this.#narrowTheSelect();
  }

  // A search among many

  /** @param {string} choices */
  #askAsOneTypes(choices) {
    this.search = this.querySelector(".relation-search");
    if (!this.search) return;
    this.querySelectorAll(".combo-list, .combo-status").forEach((old) => old.remove()); // of the item this is a copy of
    this.search.value = "";
    this.search.removeAttribute("name"); // nothing to be sent: what is found is chosen here
    const combobox = new Combobox(this.search, {
      label: this.dataset.label ?? "",
      address: (text) => `${choices}&${new URLSearchParams({ q: text })}`,
      choose: (option) => {
        this.#take(option.dataset.key ?? "", option.querySelector("[data-label]")?.textContent ?? "");
        combobox.close();
      },
    });
    this.search.addEventListener("click", combobox.ask);
    this.search.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  }

  /**
   * @param {string} key
   * @param {string} label
   */
  #take(key, label) {
    const inputs = /** @type {HTMLInputElement[]} */ ([...this.querySelectorAll("[data-chosen] input")]);
    const box = inputs.find((input) => input.value === key) ?? this.#added(key, label);
    box.checked = true;
    if (this.search) this.search.value = "";
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /**
   * @param {string} key
   * @param {string} label
   */
  #added(key, label) {
    const chosen = /** @type {HTMLElement} */ (this.querySelector("[data-chosen]"));
    const line = document.createElement("div");
    const box = document.createElement("input");
    const words = document.createElement("label");
    line.className = "check-line";
    box.className = "check";
    box.type = this.dataset.multiple === undefined ? "radio" : "checkbox";
    box.name = this.dataset.name ?? "";
    box.value = key;
    box.autocomplete = "off";
    box.id = words.htmlFor = `${box.name}-${chosen.children.length}-chosen`;
    words.textContent = label;
    line.append(box, words);
    chosen.append(line);
    return box;
  }

  // A select

  get select() {
    return /** @type {HTMLSelectElement} */ (this.querySelector("select"));
  }

  #narrowTheSelect() {
    this.querySelector(".relation-search")?.remove(); // of the item this one is a copy of
    if (this.select.disabled || this.select.options.length <= FEW) return;
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
