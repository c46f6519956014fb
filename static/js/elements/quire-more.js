import { fetchPage } from "../lib/pages.js";

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
    const answer = await fetchPage(link.href).catch(() => null);
    const page = answer?.ok && !answer.redirected ? answer.document : null;
    const pager = page?.querySelector(".pager");
    const title = /** @type {HTMLElement | null | undefined} */ (page?.querySelector("quire-rows .title, [data-rows] a"));
    if (!page || !pager || !title || !putBelow(page)) {
      location.assign(link.href);
      return;
    }
    pager.querySelector("[data-first]")?.remove();
    const shown = pager.querySelector("[data-shown]");
    if (shown) shown.textContent = document.querySelectorAll("quire-rows .title").length.toLocaleString("en");
    this.closest(".pager")?.replaceWith(pager);
    title?.focus();
  };
}

/**
 * Put a page's rows below those of this one; of a grouped list, its groups below these, a group that goes on into itself.
 * @param {Document} page
 * @returns {boolean} whether there is a place for them
 */
function putBelow(page) {
  const groups = document.querySelector("quire-groups");
  if (groups) {
    for (const group of page.querySelectorAll("quire-groups > .group")) {
      const last = groups.lastElementChild;
      const goesOn = group.hasAttribute("data-begun") && last?.getAttribute("data-part") === group.getAttribute("data-part");
      const rows = goesOn ? last.querySelector("quire-rows") : null;
      if (rows) rows.append(...(group.querySelector("quire-rows")?.children ?? []));
      else groups.append(group);
    }
    return true;
  }
  const rows = document.querySelector("quire-rows, [data-rows]");
  const added = page.querySelector("quire-rows, [data-rows]");
  if (rows && added) rows.append(...added.children);
  return Boolean(rows && added);
}

customElements.define("quire-more", QuireMore);
