import { fetchPage } from "../lib/pages.js";

const NEAR = "0px 0px 300px"; // below what is seen

/**
 * The way to the rest of a list: its link goes to the next page, and here that page's rows are put below these ones. A
 * click takes the focus to the first new row; with `data-by-itself` they come when the end is near, and the focus stays.
 * Going back to a list finds as many rows as it was left with.
 * @example <div class="pager"><span><b data-shown>25</b> of 120 stories</span><quire-more data-by-itself><a href="…">Show more</a></quire-more></div>
 */
class QuireMore extends HTMLElement {
  loading = false;

  connectedCallback() {
    this.addEventListener("click", this.#clicked);
    if (!this.hasAttribute("data-by-itself")) return;
    window.addEventListener("pagehide", remember);
    this.watcher = new IntersectionObserver(([end]) => end?.isIntersecting && !isClosed() && this.#goOn(), { rootMargin: NEAR });
    this.watcher.observe(this);
    if (rowsShown() < (history.state?.rows ?? 0)) this.#goOn();
    else comeBack();
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.#clicked);
    this.watcher?.disconnect();
  }

  /** @param {MouseEvent} event */
  #clicked = async (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (!(await this.#goOn())) location.assign(link.href);
  };

  /** Put the next page below. @returns {Promise<boolean>} whether it is there, or on its way */
  async #goOn() {
    const link = this.querySelector("a");
    if (!link || this.loading) return true;
    this.loading = true;
    link.setAttribute("aria-busy", "true");
    const answer = await fetchPage(link.href).catch(() => null);
    link.removeAttribute("aria-busy");
    this.loading = false;
    if (!this.isConnected) return true; // the list is not shown any more
    const page = answer?.ok && !answer.redirected ? answer.document : null;
    const pager = page?.querySelector(".pager");
    const title = /** @type {HTMLElement | null | undefined} */ (page?.querySelector("quire-rows .title, [data-rows] a"));
    if (!page || !pager || !title || !putBelow(page)) return false;
    pager.querySelector("[data-first]")?.remove();
    const shown = pager.querySelector("[data-shown]");
    if (shown) shown.textContent = rowsShown().toLocaleString("en");
    const focused = this.contains(document.activeElement);
    this.closest(".pager")?.replaceWith(pager);
    if (focused) title.focus();
    if (!pager.querySelector("quire-more")) comeBack();
    return true;
  }
}

/** Whether the rows to come would not be seen, so that their end would always be near. */
function isClosed() {
  const last = document.querySelector("quire-groups > :last-child");
  return last instanceof HTMLDetailsElement && !last.open;
}

function rowsShown() {
  return document.querySelectorAll("quire-rows .title").length;
}

/** What `history` keeps of this page while another one is shown. */
function remember() {
  history.replaceState({ ...history.state, rows: rowsShown(), top: window.scrollY }, "");
}

/** Show the place that was shown when this page was left, once its rows are there again. */
function comeBack() {
  if (history.state?.top === undefined) return;
  const { rows: _rows, top, ...others } = history.state;
  history.replaceState(others, "");
  if (top > window.scrollY) window.scrollTo(0, top);
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
