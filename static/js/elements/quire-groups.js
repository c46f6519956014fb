/**
 * The groups of a list: those that somebody closed stay closed in this browser. `data-key` names the list and its grouping.
 * @example <quire-groups data-key="posts kind"><details class="group" open data-part="news">…</details></quire-groups>
 */
class QuireGroups extends HTMLElement {
  connectedCallback() {
    this.addEventListener("toggle", this.#toggled, true);
    for (const group of this.#groups) group.open = !this.#closed.includes(group.dataset.part ?? "");
  }

  disconnectedCallback() {
    this.removeEventListener("toggle", this.#toggled, true);
  }

  // Actions

  /** @param {Event} event */
  #toggled = (event) => {
    const group = event.target;
    if (!(group instanceof HTMLDetailsElement) || group.parentElement !== this) return;
    const part = group.dataset.part ?? "";
    const others = this.#closed.filter((closed) => closed !== part);
    const closed = group.open ? others : [...others, part];
    if (closed.length) localStorage.setItem(this.#key, JSON.stringify(closed));
    else localStorage.removeItem(this.#key);
  };

  // Private

  get #key() {
    return `quire-groups ${this.dataset.key}`;
  }

  get #groups() {
    return /** @type {HTMLDetailsElement[]} */ ([...this.children].filter((child) => child.localName === "details"));
  }

  /** @returns {string[]} */
  get #closed() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.#key) ?? "[]");
      return Array.isArray(kept) ? kept.map(String) : [];
    } catch {
      return [];
    }
  }
}

customElements.define("quire-groups", QuireGroups);
