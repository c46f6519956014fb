/**
 * The choices between two versions: what is done and what is left, `1` `2` `3` to pick and `n` to go on. While something
 * is open, the primary button leads to it; then it saves.
 * @example <quire-choices><fieldset class="clash" id="clash-title" data-clash="Title">…</fieldset></quire-choices>
 */
class QuireChoices extends HTMLElement {
  connectedCallback() {
    this.primary = /** @type {HTMLElement | null} */ (document.querySelector("[data-primary]"));
    this.addEventListener("change", () => this.#tell());
    this.addEventListener("keydown", this.#pressed);
    this.primary?.addEventListener("click", this.#clicked);
    this.#tell();
  }

  get #clashes() {
    return /** @type {HTMLElement[]} */ ([...this.querySelectorAll("[data-clash]")]);
  }

  get #open() {
    return this.#clashes.filter((clash) => !clash.querySelector(":checked"));
  }

  #tell() {
    const open = this.#open;
    const left = document.querySelector("[data-left]");
    const count = open.length === 1 ? "1 choice left" : `${open.length} choices left`;
    if (left) left.textContent = open[0] ? `${count} · ${open[0].dataset.clash}` : "All chosen";
    if (this.primary) this.primary.textContent = open.length ? "Go to the next choice" : (this.primary.dataset.save ?? "");
    for (const clash of this.#clashes) this.#mark(clash, !open.includes(clash), clash === open[0]);
  }

  /**
   * @param {HTMLElement} clash
   * @param {boolean} done
   * @param {boolean} next
   */
  #mark(clash, done, next) {
    const step = this.querySelector(`[data-step="${clash.id}"]`);
    if (!step) return;
    step.className = done ? "done" : "todo";
    const words = step.querySelector("[data-step-words]");
    if (words) words.textContent = done ? "Chosen" : "Waiting for you";
    if (next) step.setAttribute("aria-current", "step");
    else step.removeAttribute("aria-current");
  }

  /** @param {MouseEvent} event */
  #clicked = (event) => {
    const next = this.#open[0];
    if (!next) return;
    event.preventDefault();
    this.#go(next);
  };

  /** @param {HTMLElement} clash */
  #go(clash) {
    clash.scrollIntoView({ block: "center" });
    /** @type {HTMLElement | null} */ (clash.querySelector("input"))?.focus();
  }

  /** @param {KeyboardEvent} event */
  #pressed = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || (event.target instanceof HTMLTextAreaElement)) return;
    if (event.key === "n" && this.#open[0]) this.#go(this.#open[0]);
    const clash = document.activeElement?.closest("[data-clash]");
    const side = { 1: "ours", 2: "theirs", 3: "both" }[event.key];
    const radio = side ? clash?.querySelector(`input[value="${side}"]`) : null;
    if (radio instanceof HTMLInputElement) radio.click();
  };
}

customElements.define("quire-choices", QuireChoices);
