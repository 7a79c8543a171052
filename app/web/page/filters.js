/** Which marks are to be seen: by dimension, voice and category. */
import { capital, make, words } from "./element.js";

const FACETS = ["dimension", "voice", "category"];
const DIMENSIONS = ["sensational", "hedging"];
const off = Object.fromEntries(FACETS.map((facet) => [facet, new Set()]));

/** Whether a mark is to be seen. */
export const wanted = (mark) => FACETS.every((facet) => !off[facet].has(mark[facet]));

/** Show a switch for each value that the marks have; `change()` is called when one is turned. */
export function showFilters(place, marks, change) {
  const focus = document.activeElement?.id;
  place.hidden = !marks.length;
  place.replaceChildren(
    ...FACETS.map((facet) => {
      const values = [...new Set(inOrder(marks).map((mark) => mark[facet]))];
      return make(
        "fieldset",
        {},
        make("legend", {}, capital(facet)),
        ...values.map((value) => chip(facet, value, marks, change)),
      );
    }),
  );
  if (focus) document.getElementById(focus)?.focus();
}

/** Sensational before hedging, categories by name. */
const inOrder = (marks) =>
  marks.toSorted(
    (a, b) =>
      DIMENSIONS.indexOf(a.dimension) - DIMENSIONS.indexOf(b.dimension) ||
      a.category.localeCompare(b.category),
  );

function chip(facet, value, marks, change) {
  const box = make("input", {
    type: "checkbox",
    id: `only-${facet}-${value}`,
    checked: !off[facet].has(value),
    class: "unseen",
    onchange: () => {
      off[facet][box.checked ? "delete" : "add"](value);
      change();
    },
  });
  const number = marks.filter((mark) => mark[facet] === value).length;
  const mark = marks.find((each) => each[facet] === value);
  const kind = facet === "voice" ? "" : mark.dimension;
  return make(
    "label",
    { class: `chip ${kind}` },
    box,
    make("span", {}, words(value)),
    make("i", {}, number),
  );
}
