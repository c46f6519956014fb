/**
 * A checkbox that remembers it was used, so that "no" can be said on purpose: its marker then says `asked`.
 * @example <quire-boolean><input type="hidden" name="f.draft!bool" value="1"><input type="checkbox" name="f.draft"></quire-boolean>
 */
class QuireBoolean extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", this.#used);
  }

  disconnectedCallback() {
    this.removeEventListener("change", this.#used);
  }

  #used = () => {
    const marker = this.querySelector("input[type=hidden]");
    if (marker instanceof HTMLInputElement) marker.value = "asked";
  };
}

customElements.define("quire-boolean", QuireBoolean);
