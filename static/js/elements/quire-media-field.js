import { fileName } from "../lib/words.js";

/**
 * A picture or file of an entry: chosen in the library (`quire:media-chosen`), uploaded with the form, or removed.
 * Without it the path can be typed, a file attached and a box ticked to remove it.
 * @example
 * <quire-media-field data-field="f.cover" data-kind="image"><div data-shown>…</div><strong data-name>…</strong>
 *   <input name="f.cover" data-path><input type="file" name="f.cover!upload" data-upload><button data-remove>…</button></quire-media-field>
 */
class QuireMediaField extends HTMLElement {
  address = "";
  /** @type {Element | null} */
  empty = null;

  get path() {
    return /** @type {HTMLInputElement} */ (this.querySelector("[data-path]"));
  }

  get shown() {
    return /** @type {HTMLElement} */ (this.querySelector("[data-shown]"));
  }

  get words() {
    return /** @type {HTMLElement} */ (this.querySelector("[data-name]"));
  }

  get upload() {
    return /** @type {HTMLInputElement | null} */ (this.querySelector("[data-upload]"));
  }

  get bin() {
    return /** @type {HTMLElement | null} */ (this.querySelector("[data-remove]"));
  }

  connectedCallback() {
    this.empty ??= this.shown.querySelector(".file-none");
    this.addEventListener("quire:media-chosen", this.#chosen);
    this.upload?.addEventListener("change", this.#attached);
    this.path.addEventListener("input", this.#typed);
    this.bin?.addEventListener("click", this.#removed);
  }

  disconnectedCallback() {
    this.removeEventListener("quire:media-chosen", this.#chosen);
    this.upload?.removeEventListener("change", this.#attached);
    this.path.removeEventListener("input", this.#typed);
    this.bin?.removeEventListener("click", this.#removed);
    this.#release();
  }

  // Actions

  /** @param {Event} event */
  #chosen = (event) => {
    const { value, name, url } = /** @type {CustomEvent<Record<string, string>>} */ (event).detail;
    if (this.upload) this.upload.value = "";
    this.#set(value, name || fileName(value), url);
  };

  #attached = () => {
    const file = this.upload?.files?.[0];
    if (!file) return;
    this.#release();
    this.address = URL.createObjectURL(file);
    this.#show(`${file.name} · will be added when you publish`, this.address);
  };

  #typed = () => this.#show(fileName(this.path.value), "");

  #removed = () => {
    if (this.upload) this.upload.value = "";
    this.#set("", "", "");
    this.path.focus();
  };

  // Private

  /**
   * @param {string} value
   * @param {string} name
   * @param {string} url
   */
  #set(value, name, url) {
    this.path.value = value;
    this.#show(name, url);
    this.path.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /**
   * @param {string} name
   * @param {string} url
   */
  #show(name, url) {
    const picture = this.dataset.kind === "image";
    this.classList.toggle("empty", !name);
    this.querySelector("[data-elsewhere]")?.remove(); // it told of the value that is gone
    this.words.textContent = name || `No ${this.dataset.noun ?? "file"} yet`;
    if (this.bin) this.bin.hidden = !name;
    if (!picture) return;
    const image = document.createElement("img");
    image.alt = "";
    image.src = url;
    this.shown.replaceChildren(...(url ? [image] : this.empty ? [this.empty] : []));
  }

  #release() {
    if (this.address) URL.revokeObjectURL(this.address);
    this.address = "";
  }
}

customElements.define("quire-media-field", QuireMediaField);
