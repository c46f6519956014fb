import { opaque, recoloured } from "../lib/colours.js";

/**
 * A colour picker beside the text of a colour; the text is what is sent.
 * @example <quire-color><input name="f.accent" value="#23509e"><input type="color" aria-label="Pick Accent"></quire-color>
 */
class QuireColor extends HTMLElement {
  get text() {
    return /** @type {HTMLInputElement} */ (this.querySelector("input[name]"));
  }

  get swatch() {
    return /** @type {HTMLInputElement} */ (this.querySelector('[type="color"]'));
  }

  connectedCallback() {
    this.text.addEventListener("input", this.#typed);
    this.swatch.addEventListener("input", this.#picked);
  }

  disconnectedCallback() {
    this.text.removeEventListener("input", this.#typed);
    this.swatch.removeEventListener("input", this.#picked);
  }

  #typed = () => {
    const shown = opaque(this.text.value.trim());
    if (shown) this.swatch.value = shown;
  };

  #picked = () => {
    this.text.value = recoloured(this.text.value.trim(), this.swatch.value);
    this.text.dispatchEvent(new Event("change", { bubbles: true }));
  };
}

customElements.define("quire-color", QuireColor);
