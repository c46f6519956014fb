/** A page that the browser brings back from its memory is shown at once, and asked for again if it has changed. */

/**
 * Going back shows a page as it was, without asking. One that carries its tag (`<html data-tag>`) is compared with what
 * the server has now, and loaded again only when that differs.
 * @param {Window} view
 */
export function stayFresh(view) {
  view.addEventListener("pageshow", async ({ persisted }) => {
    const tag = view.document.documentElement.dataset.tag;
    if (tag && (persisted || wasGoneBackTo(view.performance)) && (await hasChanged(view.location.href, tag))) {
      view.location.reload();
    }
  });
}

/** @param {Performance} performance */
function wasGoneBackTo(performance) {
  const [entry] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  return entry?.type === "back_forward";
}

/**
 * @param {string} address
 * @param {string} tag
 */
async function hasChanged(address, tag) {
  try {
    const { status } = await fetch(address, { method: "HEAD", cache: "no-store", headers: { "If-None-Match": `W/"${tag}"` } });
    return status !== 304;
  } catch {
    return false;
  }
}
