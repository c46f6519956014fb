/** Single keys that work wherever nobody is typing: `?`, `g c`, `g m`, and what a page marks with `data-key`. */

const GO = { c: 'a[href="/"]', m: 'a[href="/media"]' };

/** @type {[string[], string][]} */
const LIST = [
  [["?"], "This list"],
  [["Ctrl", "K"], "Search the site"],
  [["g", "c"], "Contents"],
  [["g", "m"], "Media"],
  [["n"], "New, in a list"],
  [["/"], "Search, in a list"],
  [["j", "k"], "Next, previous, in a list"],
  [["Ctrl", "Enter"], "Publish, in the editor"],
  [["Ctrl", "S"], "Publish, in the editor"],
  [["Ctrl", "Shift", "P"], "Form, both, preview, in the editor"],
  [["Ctrl", "Shift", "L"], "Next language, in the editor"],
  [["Esc"], "Close a menu or a dialog"],
];

let afterG = false;

/** @param {Document} root */
export function listenForKeys(root) {
  root.addEventListener("keydown", onKey);
  root.addEventListener("click", ({ target }) => {
    if (target instanceof Element && target.closest("[data-show-keys]")) showKeys();
  });
}

/**
 * Whether a key press belongs to a text somebody is writing.
 * @param {EventTarget | null} target
 */
export function isWriting(target) {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if ((event.ctrlKey || event.metaKey) && event.key === "k" && !document.querySelector("dialog[open]")) {
    if (press("Mod k")) event.preventDefault();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target) || document.querySelector("dialog[open]")) return;
  const wanted = afterG ? GO[/** @type {keyof typeof GO} */ (event.key)] : "";
  afterG = event.key === "g";
  if (event.key === "?") showKeys();
  else if (wanted) /** @type {HTMLElement | null} */ (document.querySelector(wanted))?.click();
  else if (!press(event.key)) return;
  event.preventDefault();
}

/** @param {string} key */
function press(key) {
  const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!(target instanceof HTMLElement)) return false;
  if (!(target instanceof HTMLInputElement)) target.click();
  else if (target.checkVisibility()) target.focus();
  else target.form?.requestSubmit(); // to the page that has the field: there is no room for it here
  return true;
}

function showKeys() {
  const dialog = document.createElement("dialog");
  dialog.className = "keys-dialog";
  dialog.setAttribute("aria-labelledby", "keys-title");
  const head = element("div", "dialog-head", heading(), closer(dialog));
  const list = document.createElement("dl");
  for (const [keys, words] of LIST) {
    list.append(element("dt", "", ...keys.map((key) => element("kbd", "", key))), element("dd", "", words));
  }
  dialog.append(head, element("div", "dialog-body", list));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function heading() {
  const title = element("h2", "", "Keyboard");
  title.id = "keys-title";
  return title;
}

/** @param {HTMLDialogElement} dialog */
function closer(dialog) {
  const button = /** @type {HTMLButtonElement} */ (element("button", "button quiet", "Close"));
  button.type = "button";
  button.addEventListener("click", () => dialog.close());
  return button;
}

/**
 * @param {string} tag
 * @param {string} className
 * @param {...(string | Node)} content
 */
function element(tag, className, ...content) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...content);
  return made;
}
