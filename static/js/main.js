/**
 * The one script that every page loads. It wakes the custom elements that the page holds, each from its own module,
 * and does the few things that belong to no element. Every page works without it.
 */
import { defineElements } from "./lib/elements.js";
import { placeOfFragment } from "./lib/fragments.js";
import { stayFresh } from "./lib/fresh.js";
import { listenForKeys } from "./lib/keys.js";

document.documentElement.classList.add("has-js");

const place = placeOfFragment(location.hash);
if (place) location.replace(place);

defineElements(document);
listenForKeys(document);
stayFresh(window);

/** @type {HTMLElement | null} */ (document.querySelector("[data-focus-first]"))?.focus();
/** @type {HTMLFormElement | null} */ (document.querySelector("form[data-submit-now]"))?.requestSubmit();

document.addEventListener("click", async ({ target }) => {
  const button = target instanceof Element ? target.closest("[data-copy]") : null;
  if (!(button instanceof HTMLElement)) return;
  await navigator.clipboard.writeText(button.dataset.copy ?? "");
  button.lastChild?.replaceWith("Copied");
});
