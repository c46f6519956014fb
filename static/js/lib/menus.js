/** One menu for all entries of a list: the parts of its template, with the address of one of them. */

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
 * An address of the template with an entry's slug in place of `SLUG`.
 * @param {string} pattern
 * @param {string} slug as `encodedSlug` gives it
 */
export function withSlug(pattern, slug) {
  const [path, query] = pattern.split("?");
  const end = path.replace("/entries/SLUG", () => `/entries/${slug}`);
  return query === undefined ? end : `${end}?${query.replace("=SLUG", () => `=${slug.replaceAll("+", "%2B")}`)}`;
}

/**
 * @param {HTMLTemplateElement} template
 * @param {{ address: string, live: Element | null, without?: string[] }} entry
 */
export function fillIn(template, { address, live, without = [] }) {
  const parts = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
  const slug = encodedSlug(address);
  for (const part of without) parts.querySelector(`[data-part="${part}"]`)?.remove();
  const slot = parts.querySelector('[data-part="live"]');
  for (const name of ["href", "target", "rel"]) slot?.setAttribute(name, live?.getAttribute(name) ?? "");
  for (const attribute of ["href", "action"]) {
    for (const part of parts.querySelectorAll(`[${attribute}*="SLUG"]`)) {
      part.setAttribute(attribute, withSlug(part.getAttribute(attribute) ?? "", slug));
    }
  }
  return parts;
}
