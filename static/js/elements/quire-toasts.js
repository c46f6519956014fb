const STAY = 10_000;

/**
 * The one sentence a page says after an action. It leaves after ten seconds, but not under the pointer or the focus.
 * `data-forget` names the page whose text is published now, so the browser's copy of it can go.
 * @example <quire-toasts role="status" data-forget="/contents/journal/new"><div class="toast">Published.</div></quire-toasts>
 */
class QuireToasts extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", this.#pressed);
    this.#begin();
  }

  disconnectedCallback() {
    this.removeEventListener("keydown", this.#pressed);
    clearTimeout(this.timer);
  }

  /** Say what the region of another page says, in place of what is said here. @param {Element} other */
  take(other) {
    const page = other.getAttribute("data-forget");
    if (page) this.dataset.forget = page;
    else delete this.dataset.forget;
    this.replaceChildren(...other.children);
    this.#begin();
  }

  #begin() {
    clearTimeout(this.timer);
    if (this.dataset.forget) this.#forget(this.dataset.forget);
    if (this.querySelector(".toast")) this.#wait();
  }

  /** @param {KeyboardEvent} event */
  #pressed = ({ key }) => key === "Escape" && this.#leave();

  /** @param {string} page */
  async #forget(page) {
    const { forget } = await import("../lib/kept.js"); // the editor's module; a page that only lists goes without it
    forget(localStorage, page);
  }

  #wait() {
    this.timer = setTimeout(() => (this.matches(":hover, :focus-within") ? this.#wait() : this.#leave()), STAY);
  }

  #leave() {
    const toast = this.querySelector(".toast");
    toast?.classList.add("leaving");
    setTimeout(() => toast?.remove(), 250);
  }
}

customElements.define("quire-toasts", QuireToasts);
