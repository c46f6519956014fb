const STAY = 10_000;

/**
 * The one sentence a page says after an action. It leaves after ten seconds, but not under the pointer or the focus.
 * `data-forget` names the page whose text is published now, so the browser's copy of it can go.
 * @example <quire-toasts role="status" data-forget="/contents/journal/new"><div class="toast">Published.</div></quire-toasts>
 */
class QuireToasts extends HTMLElement {
  connectedCallback() {
    if (this.dataset.forget) this.#forget(this.dataset.forget);
    if (!this.querySelector(".toast")) return;
    this.addEventListener("keydown", ({ key }) => key === "Escape" && this.#leave());
    this.#wait();
  }

  /** @param {string} page */
  async #forget(page) {
    const { forget } = await import("../lib/kept.js"); // the editor's module; a page that only lists goes without it
    forget(localStorage, page);
  }

  #wait() {
    setTimeout(() => (this.matches(":hover, :focus-within") ? this.#wait() : this.#leave()), STAY);
  }

  #leave() {
    const toast = this.querySelector(".toast");
    toast?.classList.add("leaving");
    setTimeout(() => toast?.remove(), 250);
  }
}

customElements.define("quire-toasts", QuireToasts);
