/**
 * The media library as a dialog over the form. A button `[data-media-for="f.cover"]` opens it; the choice is told to
 * the element `[data-field="f.cover"]` as a `quire:media-chosen` event with `{ value, path, name, url }`. With
 * `data-several` many can be chosen, and all of them are told as `files` in the event.
 */
import { fetchPage } from "./pages.js";

/** @param {HTMLElement} root */
export function listenForMedia(root) {
  root.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest("[data-media-for]") : null;
    if (button instanceof HTMLElement) openMedia(button);
  });
}

/**
 * Open the library for a field; focus comes back to the button.
 * @param {HTMLElement} button
 */
export async function openMedia(button) {
  const dialog = document.createElement("dialog");
  dialog.className = "media-dialog";
  dialog.setAttribute("aria-labelledby", "media-dialog-title");
  dialog.addEventListener("close", () => {
    dialog.remove();
    button.focus();
  });
  listen(dialog, button);
  if (!(await show(dialog, addressFor(button)))) return;
  document.body.append(dialog);
  dialog.showModal();
}

/** @param {HTMLElement} button */
function addressFor(button) {
  const form = button.closest("form");
  const field = (button.dataset.mediaFor ?? "").replace(/^f\.(@[^.]+\.)?/, "");
  const place = { dialog: "1", collection: form?.dataset.collection ?? "", slug: form?.dataset.slug ?? "", field };
  if (button.dataset.several !== undefined) Object.assign(place, { several: "1" });
  return `/media?${new URLSearchParams(place)}`;
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {HTMLElement} button
 */
function listen(dialog, button) {
  dialog.addEventListener("change", ({ target }) => {
    if (!(target instanceof HTMLInputElement)) return;
    if (target.type === "file") target.form?.requestSubmit();
    else allowUse(dialog);
  });
  dialog.addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.target instanceof HTMLFormElement) send(dialog, button, event.target);
  });
  dialog.addEventListener("dblclick", ({ target }) => {
    if (target instanceof Element && target.closest(".tile")) use(dialog, button);
  });
  dialog.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const link = target?.closest("[data-dialog-link]");
    const further = target?.closest("[data-dialog-more]");
    if (target?.closest("[data-dialog-close]")) dialog.close();
    else if (target?.closest("[data-dialog-use]")) use(dialog, button);
    else if (link instanceof HTMLAnchorElement) {
      event.preventDefault();
      show(dialog, link.href);
    } else if (further instanceof HTMLAnchorElement) {
      event.preventDefault();
      showMore(dialog, further);
    }
  });
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {HTMLElement} button
 * @param {HTMLFormElement} form
 */
function send(dialog, button, form) {
  if (form.matches("[data-dialog-choose]")) return use(dialog, button);
  const data = new FormData(form);
  if (form.matches("[data-dialog-upload]")) return show(dialog, form.action, { method: "POST", body: data });
  return show(dialog, `${form.action}?${new URLSearchParams(/** @type {any} */ (data))}`);
}

/**
 * Fill the dialog with a part of the library; false when it could not be fetched.
 * @param {HTMLDialogElement} dialog
 * @param {string} address
 * @param {RequestInit} [options]
 */
async function show(dialog, address, options) {
  dialog.setAttribute("aria-busy", "true");
  try {
    const page = (await fetchPage(address, options))?.document;
    if (!page?.querySelector("#media-dialog-title")) return location.assign(address), false;
    const focused = dialog.contains(document.activeElement);
    const ticked = /** @type {HTMLInputElement[]} */ ([...dialog.querySelectorAll("[type=checkbox][data-path]:checked")]);
    dialog.replaceChildren(...page.body.childNodes);
    carry(dialog, ticked);
    if (focused) firstControl(dialog)?.focus();
    allowUse(dialog);
    return true;
  } catch {
    dialog.querySelector(".dialog-body")?.prepend(note("The library cannot be reached now. Try again in a moment."));
    return dialog.open;
  } finally {
    dialog.removeAttribute("aria-busy");
  }
}

/**
 * Keep what was ticked after the tiles were drawn anew: a file that is among them is ticked again, the others stay
 * chosen out of sight, and it is said how many they are.
 * @param {HTMLDialogElement} dialog
 * @param {HTMLInputElement[]} ticked
 */
function carry(dialog, ticked) {
  const hidden = ticked.filter((box) => !tick(dialog, box.dataset.path ?? ""));
  dialog.querySelector("[data-carried]")?.remove();
  if (!hidden.length) return;
  const line = document.createElement("p");
  line.className = "hint";
  line.dataset.carried = "";
  for (const box of hidden) box.hidden = true;
  line.append(`And ${hidden.length} chosen that ${hidden.length === 1 ? "is" : "are"} not shown here.`, ...hidden);
  dialog.querySelector(".dialog-foot")?.prepend(line);
}

/**
 * Tick a file if it is among the tiles.
 * @param {HTMLDialogElement} dialog
 * @param {string} path
 */
function tick(dialog, path) {
  const box = dialog.querySelector(`.tile [type=checkbox][data-path="${CSS.escape(path)}"]`);
  if (box instanceof HTMLInputElement) box.checked = true;
  return box !== null;
}

/**
 * Where the focus goes when what had it is no longer there: to what was just added, to where one is, or to the top.
 * @param {HTMLDialogElement} dialog
 */
function firstControl(dialog) {
  const places = ['input[name="chosen"]:checked', ".folders [aria-current]", ".places [aria-current]", "input, button"];
  return /** @type {HTMLElement | undefined} */ (places.map((each) => dialog.querySelector(each)).find(Boolean));
}

/**
 * Put the next page's tiles below these ones.
 * @param {HTMLDialogElement} dialog
 * @param {HTMLAnchorElement} link
 */
async function showMore(dialog, link) {
  link.setAttribute("aria-busy", "true");
  const page = (await fetchPage(link.href).catch(() => null))?.document;
  if (!page) return link.removeAttribute("aria-busy");
  const first = page.querySelector("[data-rows] input");
  dialog.querySelector("[data-rows]")?.append(...(page.querySelector("[data-rows]")?.children ?? []));
  link.closest(".pager")?.replaceWith(page.querySelector(".pager") ?? "");
  carry(dialog, /** @type {HTMLInputElement[]} */ ([...dialog.querySelectorAll("[data-carried] input")]));
  if (first instanceof HTMLElement) first.focus();
}

/** @param {HTMLDialogElement} dialog */
function allowUse(dialog) {
  const button = dialog.querySelector("[data-dialog-use]");
  if (button instanceof HTMLButtonElement) button.disabled = !dialog.querySelector('input[name="chosen"]:checked');
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {HTMLElement} button
 */
function use(dialog, button) {
  const chosen = /** @type {HTMLInputElement[]} */ ([...dialog.querySelectorAll('input[name="chosen"]:checked')]);
  if (!chosen.length) return;
  const files = chosen.map((input) => ({ value: input.value, ...input.dataset }));
  const field = document.querySelector(`[data-field="${CSS.escape(button.dataset.mediaFor ?? "")}"]`);
  dialog.close();
  field?.dispatchEvent(new CustomEvent("quire:media-chosen", { bubbles: true, detail: { ...files[0], files } }));
}

/** @param {string} words */
function note(words) {
  const line = document.createElement("p");
  line.className = "banner danger";
  line.setAttribute("role", "alert");
  line.append(words);
  return line;
}
