/** What is worth searching for. */

const ONE_IS_ENOUGH = /[\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f\u{20000}-\u{3ffff}]/u;

/**
 * Whether a text is long enough to be searched for: two characters; of Chinese, Japanese and Korean one.
 * @param {string} text
 * @returns {boolean}
 */
export function isLongEnough(text) {
  return [...text.trim()].length >= 2 || ONE_IS_ENOUGH.test(text);
}
