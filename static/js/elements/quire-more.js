const LISTS = "quire-rows, [data-rows]";

/**
 * The way to the rest of a list: its link goes to the next page, and here that page's rows are put below these ones.
 * The focus goes to the first new row.
 * @example <div class="pager"><span><b data-shown>50</b> of 120 stories</span><quire-more><a href="…">Show more</a></quire-more></div>
 */
class QuireMore extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this.#clicked);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.#clicked);
  }

  /** @param {MouseEvent} event */
  #clicked = async (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    link.setAttribute("aria-busy", "true");
    const page = await nextPage(link.href);
    const rows = document.querySelector(LISTS);
    const added = page?.querySelector(LISTS);
    const pager = page?.querySelector(".pager");
    if (!rows || !added || !pager) {
      location.assign(link.href);
      return;
    }
    const title = /** @type {HTMLElement | null} */ (added.querySelector(".title, a"));
    rows.append(...added.children);
    pager.querySelector("[data-first]")?.remove();
    const shown = pager.querySelector("[data-shown]");
    if (shown) shown.textContent = rows.children.length.toLocaleString("en");
    this.closest(".pager")?.replaceWith(pager);
    title?.focus();
  };
}

/**
 * The document at an address of this site; null when it cannot be had.
 * @param {string} address
 */
async function nextPage(address) {
  try {
    const answer = await fetch(address);
    return answer.ok && !answer.redirected ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  } catch {
    return null;
  }
}

customElements.define("quire-more", QuireMore);
