import { fetchPage } from "../lib/pages.js";

/**
 * A tree whose nodes open in place: the level comes from the server, and the address keeps what is open. Without scripts
 * the toggles are links to the same page with the node open. Arrow keys: up and down walk, right opens, left closes.
 * @example <quire-tree data-levels="/contents/docs/level"><ul class="level"><li class="node" data-node="guide"><div class="node-row"><a class="node-toggle" data-folder="guide" aria-expanded="false" href="?open=guide">…</a><a class="title" href="…">Guide</a></div></li></ul></quire-tree>
 */
class QuireTree extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this.#clicked);
    this.addEventListener("keydown", this.#pressed);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.#clicked);
    this.removeEventListener("keydown", this.#pressed);
  }

  /** @param {MouseEvent} event */
  #clicked = (event) => {
    const toggle = event.target instanceof Element ? event.target.closest("a.node-toggle") : null;
    if (!(toggle instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (isOpen(toggle)) this.#close(toggle);
    else this.#open(toggle);
  };

  /** @param {KeyboardEvent} event */
  #pressed = (event) => {
    const node = event.target instanceof Element ? event.target.closest(".node") : null;
    if (!node || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || inMenu(event.target)) return;
    const toggle = /** @type {HTMLAnchorElement | null} */ (node.querySelector(":scope > .node-row > a.node-toggle"));
    if (event.key === "ArrowDown" || event.key === "ArrowUp") this.#walk(node, event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "ArrowRight" && toggle && !isOpen(toggle)) this.#open(toggle);
    else if (event.key === "ArrowRight" && toggle) this.#walk(node, 1);
    else if (event.key === "ArrowLeft" && toggle && isOpen(toggle)) this.#close(toggle);
    else if (event.key === "ArrowLeft") titleOf(node.parentElement?.closest(".node"))?.focus();
    else return;
    event.preventDefault();
  };

  /** @param {Element} node @param {number} step */
  #walk(node, step) {
    const nodes = [...this.querySelectorAll(".node")];
    titleOf(nodes[nodes.indexOf(node) + step])?.focus();
  }

  /** @param {HTMLAnchorElement} toggle */
  async #open(toggle) {
    toggle.setAttribute("aria-busy", "true");
    const level = await this.#level(toggle.dataset.folder ?? "");
    toggle.removeAttribute("aria-busy");
    if (!level) {
      location.assign(toggle.href);
      return;
    }
    if (isOpen(toggle)) return;
    toggle.setAttribute("aria-expanded", "true");
    toggle.closest(".node")?.append(level);
    remember((open) => open.append("open", toggle.dataset.folder ?? ""));
  }

  /** @param {HTMLAnchorElement} toggle */
  #close(toggle) {
    const folder = toggle.dataset.folder ?? "";
    toggle.setAttribute("aria-expanded", "false");
    toggle.closest(".node")?.querySelector(":scope > .level")?.remove();
    remember((query) => {
      const kept = query.getAll("open").filter((item) => item !== folder && !item.startsWith(`${folder}/`));
      query.delete("open");
      for (const item of kept) query.append("open", item);
    });
  }

  /** @param {string} folder */
  async #level(folder) {
    const query = new URLSearchParams({ in: folder, sort: this.dataset.sort ?? "" });
    const answer = await fetchPage(`${this.dataset.levels}?${query}`).catch(() => null);
    return answer?.ok && !answer.redirected ? answer.document.querySelector("ul.level") : null;
  }
}

/** @param {Element} toggle */
function isOpen(toggle) {
  return toggle.getAttribute("aria-expanded") === "true";
}

/** @param {Element | null | undefined} node */
function titleOf(node) {
  return /** @type {HTMLElement | null | undefined} */ (node?.querySelector(":scope > .node-row .title"));
}

/** @param {EventTarget | null} target */
function inMenu(target) {
  return target instanceof Element && target.closest("quire-menu") !== null;
}

/** @param {(query: URLSearchParams) => void} change */
function remember(change) {
  const address = new URL(location.href);
  change(address.searchParams);
  history.replaceState(history.state, "", address);
}

customElements.define("quire-tree", QuireTree);
