import { areMet, heldBy } from "../lib/conditions.js";

/**
 * A field that is shown only while its conditions hold for the rest of the form. A hidden one still sends its value and the
 * server keeps it.
 * @example <quire-condition data-rules='[{"field":"kind","operator":"==","value":"event"}]' hidden>…</quire-condition>
 */
class QuireCondition extends HTMLElement {
  /** @type {import("../lib/conditions.js").Rule[]} */
  rules = JSON.parse(this.dataset.rules ?? "[]");
  /** @type {HTMLFormElement | null} */
  form = null;

  connectedCallback() {
    this.form = this.closest("form");
    this.form?.addEventListener("input", this.#look);
    this.form?.addEventListener("change", this.#look);
    this.#look();
  }

  disconnectedCallback() {
    this.form?.removeEventListener("input", this.#look);
    this.form?.removeEventListener("change", this.#look);
  }

  #look = () => {
    const form = this.form;
    if (!form) return;
    const data = new FormData(form);
    const side = this.closest("[data-root]");
    const root = side instanceof HTMLElement ? side.dataset.root : "f";
    const met = areMet(this.rules, (path) => heldBy(data, path, root));
    if (met !== undefined) this.hidden = !met;
  };
}

customElements.define("quire-condition", QuireCondition);
