const HEX = /^#[0-9a-f]{6}$/i;

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
    if (HEX.test(this.text.value)) this.swatch.value = this.text.value;
  };

  #picked = () => {
    this.text.value = this.swatch.value;
    this.text.dispatchEvent(new Event("change", { bubbles: true }));
  };
}

customElements.define("quire-color", QuireColor);
