/**
 * The one script that every page loads. It wakes the custom elements that the page holds, each from its own module,
 * and does the few things that belong to no element. Every page works without it.
 */
import { defineElements } from "./lib/elements.js";
import { placeOfFragment } from "./lib/fragments.js";
import { stayFresh } from "./lib/fresh.js";
import { listenForKeys } from "./lib/keys.js";
import { fetchPage, reloadOnReturn, showPage } from "./lib/pages.js";

document.documentElement.classList.add("has-js");

const place = placeOfFragment(location.hash);
if (place) location.replace(place);

defineElements(document);
listenForKeys(document);
stayFresh(window);
reloadOnReturn(window);

/** @type {HTMLElement | null} */ (document.querySelector("[data-focus-first]"))?.focus();
/** @type {HTMLFormElement | null} */ (document.querySelector("form[data-submit-now]"))?.requestSubmit();

document.addEventListener("click", async ({ target }) => {
  const button = target instanceof Element ? target.closest("[data-copy]") : null;
  if (!(button instanceof HTMLElement)) return;
  await navigator.clipboard.writeText(button.dataset.copy ?? "");
  button.lastChild?.replaceWith("Copied");
});

/** A form that only asks, marked `data-in-place`: its answer comes without a new document. */
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches("[data-in-place]")) return;
  event.preventDefault();
  const words = [...new FormData(form)].filter(([name, value]) => name !== "q" || value);
  const address = `${form.action}?${new URLSearchParams(/** @type {[string, string][]} */ (words))}`;
  const page = await fetchPage(address).catch(() => null);
  if (page?.ok) await showPage(page);
  else location.assign(address);
});
