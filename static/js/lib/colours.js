/** Colours as people write them, and as a colour picker holds them: `#rrggbb`. */

const HEX = /^#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i;
const RGB = /^(rgba?\( *)([0-9]{1,3}) *, *([0-9]{1,3}) *, *([0-9]{1,3})( *[,)].*)$/i;

/**
 * A colour without what lets light through, as a picker holds it; empty for other notations.
 * @param {string} text
 * @returns {string}
 */
export function opaque(text) {
  if (HEX.test(text)) {
    const signs = text.length > 5 ? text.slice(1, 7) : text.slice(1, 4).replace(/./g, "$&$&");
    return `#${signs.toLowerCase()}`;
  }
  const parts = RGB.exec(text)?.slice(2, 5);
  return parts ? `#${parts.map((part) => Math.min(Number(part), 255).toString(16).padStart(2, "0")).join("")}` : "";
}

/**
 * A colour with what a picker gave in place of its own; it stays as translucent as it was.
 * @param {string} text
 * @param {string} picked `#rrggbb`
 * @returns {string}
 */
export function recoloured(text, picked) {
  if (/^#[0-9a-f]{8}$/i.test(text)) return picked + text.slice(7);
  if (/^#[0-9a-f]{4}$/i.test(text)) return picked + text.slice(4).repeat(2);
  const rgb = RGB.exec(text);
  if (!rgb) return picked;
  const parts = [1, 3, 5].map((start) => Number.parseInt(picked.slice(start, start + 2), 16));
  return `${rgb[1]}${parts.join(", ")}${rgb[5]}`;
}
