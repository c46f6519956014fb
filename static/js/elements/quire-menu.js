import { fillIn } from "../lib/menus.js";

/**
 * A disclosure that behaves like a menu: arrow keys walk it, Escape and a click elsewhere close it, and it opens
 * upwards where there is no room below. `data-menu` names the template of a menu that many share: it is filled in with
 * the address of this one's first link and the folder `data-folder`, without the parts in `data-without`.
 * @example <quire-menu class="menu-box"><details><summary>Sort</summary><ul class="menu">…</ul></details></quire-menu>
 */
class QuireMenu extends HTMLElement {
  connectedCallback() {
    this.details = this.querySelector("details");
    this.details?.addEventListener("toggle", this.#toggled);
    this.addEventListener("keydown", this.#pressed);
    if (this.dataset.menu) for (const event of ["pointerover", "focusin"]) this.addEventListener(event, this.#fill);
  }

  disconnectedCallback() {
    document.removeEventListener("click", this.#clickedElsewhere);
  }

  #fill = () => {
    const template = document.getElementById(this.dataset.menu ?? "");
    const menu = this.querySelector(".menu");
    const link = menu?.querySelector("a");
    if (!(template instanceof HTMLTemplateElement) || !menu || !link) return;
    const live = menu.querySelector("[data-live]");
    const parts = fillIn(template, { address: link.pathname, folder: this.dataset.folder, live, without: this.dataset.without?.split(" ") });
    menu.replaceChildren(parts);
    delete this.dataset.menu;
  };

  #toggled = () => {
    if (this.dataset.menu) this.#fill();
    const open = this.details?.open ?? false;
    const listen = open ? document.addEventListener : document.removeEventListener;
    listen.call(document, "click", this.#clickedElsewhere);
    this.toggleAttribute("data-up", open && this.#needsRoom());
  };

  /** @param {Event} event */
  #clickedElsewhere = (event) => {
    if (!event.composedPath().includes(this)) this.#close();
  };

  /** @param {KeyboardEvent} event */
  #pressed = (event) => {
    if (event.key === "Escape" && this.details?.open) {
      event.stopPropagation();
      this.#close();
      this.querySelector("summary")?.focus();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.details) this.details.open = true;
      this.#move(event.key === "ArrowDown" ? 1 : -1);
    }
  };

  /** @param {number} step */
  #move(step) {
    const items = /** @type {HTMLElement[]} */ ([...this.querySelectorAll(".menu a, .menu button")]).filter((item) => item.offsetParent);
    const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const next = at < 0 && step < 0 ? items.length - 1 : (at + step + items.length) % items.length;
    items[next]?.focus();
  }

  #close() {
    if (this.details) this.details.open = false;
  }

  #needsRoom() {
    const menu = this.querySelector(".menu");
    const box = this.getBoundingClientRect();
    const height = menu?.getBoundingClientRect().height ?? 0;
    return box.bottom + height + 8 > innerHeight && box.top - height - 8 > 0;
  }
}

customElements.define("quire-menu", QuireMenu);
