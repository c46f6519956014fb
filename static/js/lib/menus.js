/** One menu for all entries of a list, or nodes of a tree: the parts of its template, with the address of one of them. */

const ENTRY = /^\/contents\/[^/]+\/entries\/(.+)$/;

/**
 * The slug in the address of an entry, encoded as it stands there; "" when it is none.
 * @param {string} address
 * @example encodedSlug("/contents/journal/entries/2026/plums") // "2026/plums"
 */
export function encodedSlug(address) {
  return ENTRY.exec(address)?.[1] ?? "";
}

/**
 * An address of the template with an entry's slug in place of `SLUG` and a folder in place of `FOLDER`.
 * @param {string} pattern
 * @param {string} slug as `encodedSlug` gives it
 * @param {string} [folder]
 */
export function withNames(pattern, slug, folder = "") {
  const [path, query] = pattern.split("?");
  const end = path.replace("/entries/SLUG", () => `/entries/${slug}`);
  if (query === undefined) return end;
  const filled = query.replace("=SLUG", () => `=${slug.replaceAll("+", "%2B")}`);
  return `${end}?${filled.replace("=FOLDER", () => `=${encodeURIComponent(folder)}`)}`;
}

/**
 * @param {HTMLTemplateElement} template
 * @param {{ address: string, folder?: string, live: Element | null, without?: string[] }} entry
 */
export function fillIn(template, { address, folder, live, without = [] }) {
  const parts = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
  const slug = encodedSlug(address);
  for (const name of without) for (const part of parts.querySelectorAll(`[data-part~="${name}"]`)) part.remove();
  const slot = parts.querySelector('[data-part="live"]');
  for (const name of ["href", "target", "rel"]) slot?.setAttribute(name, live?.getAttribute(name) ?? "");
  for (const attribute of ["href", "action"]) {
    for (const part of parts.querySelectorAll(`[${attribute}*="SLUG"], [${attribute}*="FOLDER"]`)) {
      part.setAttribute(attribute, withNames(part.getAttribute(attribute) ?? "", slug, folder));
    }
  }
  return parts;
}
