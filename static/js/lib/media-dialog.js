/**
 * The media library as a dialog over the form. A button `[data-media-for="f.cover"]` opens it; the choice is told to
 * the element `[data-field="f.cover"]` as a `quire:media-chosen` event with `{ value, path, name, url }`.
 */

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
    if (target?.closest("[data-dialog-close]")) dialog.close();
    else if (target?.closest("[data-dialog-use]")) use(dialog, button);
    else if (link instanceof HTMLAnchorElement) {
      event.preventDefault();
      show(dialog, link.href);
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
    const response = await fetch(address, options);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (!page.querySelector("#media-dialog-title")) return location.assign(address), false;
    dialog.replaceChildren(...page.body.childNodes);
    allowUse(dialog);
    return true;
  } catch {
    dialog.querySelector(".dialog-body")?.prepend(note("The library cannot be reached now. Try again in a moment."));
    return dialog.open;
  } finally {
    dialog.removeAttribute("aria-busy");
  }
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
  const chosen = dialog.querySelector('input[name="chosen"]:checked');
  if (!(chosen instanceof HTMLInputElement)) return;
  const { path, name, url } = chosen.dataset;
  const field = document.querySelector(`[data-field="${CSS.escape(button.dataset.mediaFor ?? "")}"]`);
  dialog.close();
  field?.dispatchEvent(
    new CustomEvent("quire:media-chosen", { bubbles: true, detail: { value: chosen.value, path, name, url } }),
  );
}

/** @param {string} words */
function note(words) {
  const line = document.createElement("p");
  line.className = "banner danger";
  line.setAttribute("role", "alert");
  line.append(words);
  return line;
}
