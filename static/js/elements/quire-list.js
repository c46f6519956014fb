import { defineElements } from "../lib/elements.js";
import { filledIn, freshKey, moved, renamed } from "../lib/list-items.js";
import { placeWords } from "../lib/words.js";

const HELD = [
  ...["name", "id", "for", "aria-describedby", "aria-controls"],
  ...["data-name", "data-field", "data-media-for", "data-for", "data-item"],
];

const FIRST = "input:not([type=hidden], [type=file]), textarea, select";

/**
 * The items of a list: added, removed with a way back, duplicated and moved in place, by button, drag and keys. Without
 * it the same buttons send the form. `data-name` is the list's name in the form; `<template data-blank>` holds an empty
 * item of each kind, with the placeholder `data-mark` where its key goes.
 * @example
 * <quire-list data-name="f.links"><ol data-items><li class="item" data-item="0">…</li></ol>
 *   <button name="do" value="add:f.links" data-add="">Add link</button><template data-blank="" data-mark="__n2__">…</template>
 *   <p role="status" data-said></p></quire-list>
 */
class QuireList extends HTMLElement {
  get items() {
    return /** @type {HTMLElement} */ (this.querySelector("[data-items]"));
  }

  connectedCallback() {
    this.addEventListener("click", this.#clicked);
    this.addEventListener("keydown", this.#pressed);
    this.addEventListener("input", this.#typed);
    this.addEventListener("pointerdown", this.#grabbed);
    this.addEventListener("quire:media-chosen", this.#chosen);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.#clicked);
    this.removeEventListener("keydown", this.#pressed);
    this.removeEventListener("input", this.#typed);
    this.removeEventListener("pointerdown", this.#grabbed);
    this.removeEventListener("quire:media-chosen", this.#chosen);
  }

  // Actions

  /** @param {MouseEvent} event */
  #clicked = (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (!(button instanceof HTMLButtonElement) || button.closest("quire-list, quire-texts") !== this) return;
    if (button.dataset.add !== undefined) this.#add(button.dataset.add);
    else if (button.dataset.do) this.#act(button.dataset.do, itemOf(button), button);
    else return;
    event.preventDefault();
  };

  /**
   * @param {string} verb
   * @param {HTMLElement} item
   * @param {HTMLButtonElement} button
   */
  #act(verb, item, button) {
    item.querySelectorAll(":scope > quire-menu details").forEach((menu) => menu.removeAttribute("open"));
    if (verb === "remove") return this.#remove(item);
    if (verb === "duplicate") return this.#duplicate(item);
    this.#move(item, verb === "up" ? -1 : 1);
    if (button.parentElement === item && !button.disabled) return button.focus();
    focusInside(item.querySelector(":scope > quire-menu summary, :scope > [data-handle]"));
  }

  /** Files chosen for the list itself become items, in the order of the library. @param {Event} event */
  #chosen = (event) => {
    if (event.target !== this) return;
    for (const file of /** @type {CustomEvent<{ files: object[] }>} */ (event).detail.files) {
      const item = this.#add("");
      const field = item?.querySelector("quire-media-field");
      field?.dispatchEvent(new CustomEvent("quire:media-chosen", { bubbles: false, detail: file }));
    }
  };

  /**
   * @param {string} kind
   * @returns {HTMLElement | undefined}
   */
  #add(kind) {
    const blank = [...this.querySelectorAll("template")].find(
      (found) => found.closest("quire-list") === this && found.dataset.blank === kind,
    );
    if (!blank) return undefined;
    const copy = /** @type {DocumentFragment} */ (blank.content.cloneNode(true));
    const key = freshKey(this.#keys);
    eachAttribute(copy, (text) => filledIn(text, blank.dataset.mark ?? "", key));
    const item = /** @type {HTMLElement} */ (copy.firstElementChild);
    this.querySelector(":scope > [data-empty]")?.remove();
    if (this.hasAttribute("data-add-to-top")) this.items.prepend(item);
    else this.items.append(item);
    this.#arrived(item, "Added");
    return item;
  }

  /** @param {HTMLElement} item */
  #duplicate(item) {
    const from = item.dataset.item ?? "";
    const key = freshKey(this.#keys);
    const copy = /** @type {HTMLElement} */ (item.cloneNode(true));
    copyTyped(item, copy);
    eachAttribute(copy, (text) => renamed(text, this.#name, from, key));
    copy.dataset.item = key;
    const mark = copy.querySelector(`:scope > input[name="${CSS.escape(`${this.#name}!items`)}"]`);
    if (mark instanceof HTMLInputElement) mark.value = key;
    if (/^\d+$/.test(from)) copy.prepend(hidden(`${this.#name}.${key}!from`, from));
    item.after(copy);
    this.#arrived(copy, "Duplicated");
  }

  /**
   * @param {HTMLElement} item
   * @param {string} word
   */
  #arrived(item, word) {
    defineElements(item);
    const box = item.querySelector(":scope > details");
    if (box instanceof HTMLDetailsElement) box.open = true;
    this.#changed();
    this.#say(`${word}. ${this.#placeOf(item)}`);
    focusInside(item.querySelector(FIRST) ?? item.querySelector("summary, button"));
  }

  /** @param {HTMLElement} item */
  #remove(item) {
    const name = summaryOf(item);
    const note = document.createElement("li");
    const undo = document.createElement("button");
    note.className = "item-removed";
    undo.className = "link";
    undo.type = "button";
    undo.textContent = "Undo";
    note.append(`Removed ${name}. `, undo);
    undo.addEventListener("click", () => {
      note.replaceWith(item);
      this.#changed();
      this.#say(this.#placeOf(item));
      focusInside(item.querySelector(":scope > quire-menu summary, button, input:not([type=hidden])"));
    });
    item.replaceWith(note);
    this.#changed();
    this.#say(`Removed ${name}.`);
    undo.focus();
  }

  /**
   * @param {HTMLElement} item
   * @param {number} step
   */
  #move(item, step) {
    const items = this.#all;
    const place = items.indexOf(item);
    const order = moved(items, place, place + step);
    if (order.indexOf(item) === place) return;
    const other = items[place + step];
    if (step < 0) other.before(item);
    else other.after(item);
    this.#changed();
    this.#say(this.#placeOf(item));
  }

  // Keys

  /** @param {KeyboardEvent} event */
  #pressed = (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const target = /** @type {HTMLElement} */ (event.target);
    if (!step || this.hasAttribute("data-fixed") || target.closest("quire-list") !== this) return;
    const item = target.closest("[data-item]");
    const handle = target.closest("[data-handle]");
    if (!(item instanceof HTMLElement) || !(handle || (event.altKey && target.localName !== "select"))) return;
    event.preventDefault();
    this.#move(item, step);
    target.focus();
  };

  /** The summary of an item follows its first text while it is that text. @param {Event} event */
  #typed = ({ target }) => {
    if (!(target instanceof HTMLInputElement) || target.closest("quire-list") !== this) return;
    const item = itemOf(target);
    const words = item?.querySelector(":scope > details > summary [data-item-summary]");
    const first = item?.querySelector("details input[type=text]");
    if (!words || first !== target) return;
    const follows = words.textContent === target.defaultValue || item.dataset.follows || /^n/.test(item.dataset.item ?? "");
    if (!follows || !target.value) return;
    item.dataset.follows = "1";
    item.dataset.summary = target.value;
    words.textContent = target.value;
  };

  // Dragging

  /** @param {PointerEvent} event */
  #grabbed = (event) => {
    const handle = event.target instanceof Element ? event.target.closest("[data-handle]") : null;
    if (!(handle instanceof HTMLElement) || handle.closest("quire-list") !== this || event.button) return;
    const item = itemOf(handle);
    const start = item.nextSibling;
    item.classList.add("dragged");
    this.setPointerCapture(event.pointerId); // not the handle: moving it in the page would let the pointer go
    /** @param {PointerEvent} moving */
    const move = (moving) => this.#follow(item, moving.clientY);
    /** @param {Event} ended */
    const end = (ended) => {
      this.removeEventListener("pointermove", move);
      this.removeEventListener("pointerup", end);
      this.removeEventListener("pointercancel", end);
      item.classList.remove("dragged");
      if (ended.type === "pointercancel") this.items.insertBefore(item, start);
      if (item.nextSibling === start) return;
      this.#changed();
      this.#say(this.#placeOf(item));
    };
    this.addEventListener("pointermove", move);
    this.addEventListener("pointerup", end);
    this.addEventListener("pointercancel", end);
  };

  /**
   * @param {HTMLElement} item
   * @param {number} y
   */
  #follow(item, y) {
    for (const other of this.#all) {
      if (other === item) continue;
      const { top, height } = other.getBoundingClientRect();
      const after = other.compareDocumentPosition(item) & Node.DOCUMENT_POSITION_FOLLOWING;
      if (after && y < top + height / 2) return other.before(item);
      if (!after && y > top + height / 2 && y < top + height * 1.5) other.after(item);
    }
  }

  // Private

  get #name() {
    return this.dataset.name ?? "";
  }

  get #all() {
    return /** @type {HTMLElement[]} */ ([...this.items.children].filter((child) => child.hasAttribute("data-item")));
  }

  get #keys() {
    return this.#all.map((item) => item.dataset.item ?? "");
  }

  /** @param {HTMLElement} item */
  #placeOf(item) {
    return placeWords(summaryOf(item), this.#all.indexOf(item) + 1, this.#all.length);
  }

  #changed() {
    const items = this.#all;
    items.forEach((item, index) => {
      for (const [verb, off] of /** @type {[string, boolean][]} */ ([["up", !index], ["down", index === items.length - 1]])) {
        const button = item.querySelector(`:scope > quire-menu [data-do="${verb}"], :scope > [data-do="${verb}"]`);
        if (button instanceof HTMLButtonElement) button.disabled = off;
      }
    });
    this.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** @param {string} words */
  #say(words) {
    const status = [...this.querySelectorAll("[data-said]")].find((found) => found.closest("quire-list") === this);
    if (status) status.textContent = words;
  }
}

/** @param {Element} element */
function itemOf(element) {
  return /** @type {HTMLElement} */ (element.closest("[data-item]"));
}

/** @param {HTMLElement} item */
function summaryOf(item) {
  return item.dataset.summary ?? "";
}

/** @param {Element | null} element */
function focusInside(element) {
  if (element instanceof HTMLElement) element.focus();
}

/**
 * @param {string} name
 * @param {string} value
 */
function hidden(name, value) {
  const input = document.createElement("input");
  input.type = "hidden";
  input.name = name;
  input.value = value;
  return input;
}

/**
 * Rewrite the attributes that hold an item's key, below a node and in the blank items inside it.
 * @param {Element | DocumentFragment} root
 * @param {(text: string) => string} change
 */
function eachAttribute(root, change) {
  const below = [...root.querySelectorAll("*")];
  for (const element of root instanceof Element ? [root, ...below] : below) {
    for (const name of element.matches("button, input[type=hidden]") ? [...HELD, "value"] : HELD) {
      const text = element.getAttribute(name);
      if (text !== null) element.setAttribute(name, change(text));
    }
    if (element instanceof HTMLTemplateElement) eachAttribute(element.content, change);
  }
}

/**
 * A copied node has the texts the page came with; give it those that are typed now.
 * @param {Element} from
 * @param {Element} to
 */
function copyTyped(from, to) {
  const kinds = "input, textarea, select";
  const copies = to.querySelectorAll(kinds);
  from.querySelectorAll(kinds).forEach((source, index) => {
    const copy = copies[index];
    if (source instanceof HTMLInputElement && copy instanceof HTMLInputElement) {
      copy.checked = source.checked;
      if (source.type !== "file") copy.value = source.value;
    } else if (source instanceof HTMLSelectElement && copy instanceof HTMLSelectElement) {
      [...source.options].forEach((option, place) => (copy.options[place].selected = option.selected));
    } else if (source instanceof HTMLTextAreaElement && copy instanceof HTMLTextAreaElement) copy.value = source.value;
  });
}

customElements.define("quire-list", QuireList);
