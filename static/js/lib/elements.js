/** Loading custom elements: a tag `quire-menu` lives in `elements/quire-menu.js` and is fetched when a page holds one. */

/** @type {Set<string>} */
const known = new Set(Object.keys(readMap()).map((path) => path.split("/").at(-1)?.replace(/\.js$/, "") ?? ""));

/**
 * Define the elements below `root` that are not defined yet. Call it for markup that came later, too.
 * @param {ParentNode} root
 * @returns {Promise<unknown>}
 */
export function defineElements(root) {
  const waiting = new Set([...root.querySelectorAll(":not(:defined)")].map((element) => element.localName));
  return Promise.all([...waiting].filter((tag) => known.has(tag)).map((tag) => import(`../elements/${tag}.js`)));
}

/** @returns {Record<string, string>} the modules that exist, from the page's import map */
function readMap() {
  const map = document.querySelector('script[type="importmap"]')?.textContent;
  const modules = map ? JSON.parse(map).imports : {};
  return Object.fromEntries(Object.entries(modules).filter(([path]) => path.includes("/elements/")));
}
