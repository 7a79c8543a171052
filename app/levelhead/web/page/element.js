/**
 * An element with its attributes and children; strings become text, never markup.
 *
 * A button submits no form.
 */
export function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  if (tag === "button") made.type = "button";
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.flat());
  return made;
}

/** A table; its roles are explicit because a phone lays rows and cells out in another way. */
export const table = (caption, heads, rows) =>
  make(
    "table",
    { role: "table" },
    make("caption", { class: "unseen" }, caption),
    make(
      "thead",
      { role: "rowgroup" },
      make(
        "tr",
        { role: "row" },
        heads.map((head) => make("th", { role: "columnheader", scope: "col" }, head)),
      ),
    ),
    make("tbody", { role: "rowgroup" }, rows),
  );

export const words = (id) => id.replaceAll("_", " ");
export const capital = (text) => text[0].toUpperCase() + text.slice(1);
export const count = (n, one, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;
/** A sentence as it continues after a colon. */
export const small = (text) =>
  /^\p{Lu}\p{Ll}/u.test(text) ? text[0].toLowerCase() + text.slice(1) : text;
