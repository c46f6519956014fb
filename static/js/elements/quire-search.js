import { Combobox } from "../lib/combobox.js";
import { isLongEnough } from "../lib/search.js";

/**
 * The search over the whole site: the first hits below the field as one types. Enter without a chosen one sends the
 * form, which leads to all of them.
 * @example <quire-search><form role="search" action="/search"><input type="search" name="q"></form></quire-search>
 */
class QuireSearch extends HTMLElement {
  connectedCallback() {
    const input = this.querySelector("input");
    const form = input?.form;
    if (!input || !form || this.combobox) return;
    this.combobox = new Combobox(input, {
      label: "First results",
      address: (text) => (isLongEnough(text) ? `${form.action}?${new URLSearchParams({ q: text, part: "list" })}` : ""),
      choose: (option) => option instanceof HTMLAnchorElement && location.assign(option.href),
    });
  }
}

customElements.define("quire-search", QuireSearch);
