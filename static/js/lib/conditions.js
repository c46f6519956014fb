/**
 * When a field is shown. The rules are the configuration's; the server decides by the same ones when the form is sent.
 * @typedef {{ field: string, operator: string, value: unknown }} Rule
 * @typedef {string | string[] | null} Held what a form holds for a field; null when it holds nothing
 */

/**
 * Whether all rules hold; undefined when the form does not have one of the fields.
 * @param {Rule[]} rules
 * @param {(path: string) => Held | undefined} valueOf
 * @returns {boolean | undefined}
 */
export function areMet(rules, valueOf) {
  const results = rules.map((rule) => {
    const held = valueOf(rule.field.replace(/^fields\./, ""));
    return held === undefined ? undefined : holds(rule, held);
  });
  if (results.includes(false)) return false;
  return results.includes(undefined) ? undefined : true;
}

/**
 * @param {Rule} rule
 * @param {Held} held
 * @returns {boolean}
 */
function holds({ operator, value }, held) {
  const wanted = Array.isArray(value) ? value : [value];
  if (operator === "empty") return isEmpty(held) === (value !== false);
  if (operator === "==" || operator === "!=") return equal(held, value) === (operator === "==");
  if (operator === "in" || operator === "not_in") return wanted.some((item) => equal(held, item)) === (operator === "in");
  if (operator === "all") return wanted.every((item) => equal(held, item));
  if (operator === "pattern") return matches(String(value), held);
  return ordered(operator, Number(held), Number(value));
}

/**
 * @param {Held} held
 * @param {unknown} value
 * @returns {boolean}
 */
function equal(held, value) {
  if (Array.isArray(held)) return held.some((item) => equal(item, value));
  if (held === null || held === "") return value === null || value === false || value === "";
  return held === String(value);
}

/** @param {Held} held */
function isEmpty(held) {
  return held === null || held.length === 0;
}

/**
 * @param {string} pattern
 * @param {Held} held
 */
function matches(pattern, held) {
  try {
    return new RegExp(pattern).test(Array.isArray(held) ? "" : (held ?? "").slice(0, 1000));
  } catch {
    return true;
  }
}

/**
 * @param {string} operator
 * @param {number} left
 * @param {number} right
 */
function ordered(operator, left, right) {
  if (Number.isNaN(left) || Number.isNaN(right)) return false;
  return { ">": left > right, ">=": left >= right, "<": left < right, "<=": left <= right }[operator] ?? true;
}

/**
 * What a form says about a field: its text, the texts of its items or choices, or undefined when it is not in the form.
 * `root` is what the names of its language begin with.
 * @param {{ has(name: string): boolean, get(name: string): unknown, getAll(name: string): unknown[] }} form
 * @param {string} path dotted, from the entry's root
 * @param {string} [root]
 * @returns {Held | undefined}
 */
export function heldBy(form, path, root = "f") {
  const name = `${root}.${path}`;
  if (form.has(`${name}!bool`)) return form.has(name) ? "true" : "false";
  if (form.has(`${name}!list`)) return form.getAll(`${name}!items`).map((key) => String(form.get(`${name}.${key}`) ?? key));
  if (form.has(`${name}!multi`)) return form.getAll(name).map(String);
  return form.has(name) ? String(form.get(name)) : undefined;
}
