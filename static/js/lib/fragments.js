/** Decap's addresses live behind `#`; old bookmarks still open the right page. */

/**
 * The page that a Decap fragment means, or "" for any other fragment.
 * @param {string} fragment as in `location.hash`
 * @returns {string}
 * @example placeOfFragment("#/collections/posts/entries/2026-01-01-hello") // "/contents/posts/entries/2026-01-01-hello"
 */
export function placeOfFragment(fragment) {
  const [root, name, kind, ...slug] = fragment.replace(/^#\//, "").split("/");
  if (fragment.startsWith("#/search/")) return `/search?q=${fragment.slice("#/search/".length)}`;
  if (!fragment.startsWith("#/") || root !== "collections" || !name) return "";
  const list = `/contents/${name}`;
  if (kind === "new") return `${list}/new`;
  if (kind === "entries" && slug.length) return `${list}/entries/${slug.join("/")}`;
  return list;
}
