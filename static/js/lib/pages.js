/** Going to a page of this site without a new document: it is fetched, and its body takes the place of this one's. */
import { defineElements } from "./elements.js";

/**
 * @typedef {object} Page
 * @property {Document} document what was answered
 * @property {string} address where it stands after all redirects
 * @property {boolean} ok
 * @property {boolean} redirected whether a form was taken: what is refused is answered at its own address
 */

let shown = addressOf(location.href);

/**
 * Ask for a page. An answer that is no page of this site is null, a connection that fails throws TypeError.
 * @param {string} address
 * @param {RequestInit} [options]
 * @returns {Promise<Page | null>}
 */
export async function fetchPage(address, options) {
  const answer = await fetch(address, options);
  const kind = answer.headers.get("Content-Type") ?? "";
  if (!kind.startsWith("text/html") || new URL(answer.url).origin !== location.origin) return null;
  const document = new DOMParser().parseFromString(await answer.text(), "text/html");
  return { document, address: answer.url, ok: answer.ok, redirected: answer.redirected };
}

/**
 * Show a page that was fetched. The focus goes where the page wants it, else stays in a field that is there again.
 * @param {Page} page
 */
export async function showPage({ document: next, address }) {
  await addSheets(next);
  const focus = whereFocusIs();
  const toasts = sayToast(next);
  document.title = next.title;
  document.documentElement.dataset.tag = next.documentElement.dataset.tag ?? "";
  document.body.className = next.body.className;
  document.body.replaceChildren(...next.body.childNodes);
  if (toasts) document.querySelector("quire-toasts")?.replaceWith(toasts);
  if (addressOf(address) !== shown) history.pushState(null, "", address);
  shown = addressOf(address);
  await defineElements(document);
  const first = /** @type {HTMLElement | null} */ (document.querySelector("[data-focus-first]"));
  if (first || !focusAgain(focus)) window.scrollTo(0, 0);
  first?.focus();
}

/** Say what another page says was done. The region for it stays, or nobody would hear it. @param {Document} next */
export function sayToast(next) {
  const region = document.querySelector("quire-toasts");
  const news = next.querySelector("quire-toasts");
  if (region && news && "take" in region && region.take instanceof Function) region.take(news);
  return region;
}

/** Going back to a page that was taken out of its document: the server has it. @param {Window} view */
export function reloadOnReturn(view) {
  view.addEventListener("popstate", () => {
    if (addressOf(view.location.href) !== shown) view.location.reload();
  });
}

/** Without its fragment. @param {string} address */
function addressOf(address) {
  const { pathname, search } = new URL(address);
  return pathname + search;
}

/** @param {Document} next */
function addSheets(next) {
  const known = new Set([...document.querySelectorAll("link[rel=stylesheet]")].map((link) => link.getAttribute("href")));
  const missing = [...next.querySelectorAll("link[rel=stylesheet]")].filter((link) => !known.has(link.getAttribute("href")));
  return Promise.all(
    missing.map((link) => new Promise((done) => {
      link.addEventListener("load", done);
      link.addEventListener("error", done);
      document.head.append(link);
    })),
  );
}

/** @returns {{ id: string, caret: number | null }} */
function whereFocusIs() {
  const field = document.activeElement;
  return { id: field?.id ?? "", caret: field instanceof HTMLInputElement ? field.selectionStart : null };
}

/** @param {{ id: string, caret: number | null }} focus */
function focusAgain({ id, caret }) {
  const field = id ? document.getElementById(id) : null;
  field?.focus();
  if (field instanceof HTMLInputElement && caret !== null) field.setSelectionRange(caret, caret);
  return field !== null;
}
