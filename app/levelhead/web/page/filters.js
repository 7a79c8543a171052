/** Which marks are shown: all of them, or those of the chosen chips. */
import { capital, make, words } from "./element.js";

const FACETS = ["dimension", "voice", "category"];
const DIMENSIONS = ["sensational", "hedging"];
const chosen = Object.fromEntries(FACETS.map((facet) => [facet, new Set()]));
const chips = () => FACETS.flatMap((facet) => [...chosen[facet]]).length;

/** Whether a mark is shown. */
export const wanted = (mark) =>
  FACETS.every((facet) => !chosen[facet].size || chosen[facet].has(mark[facet]));

export const isFiltered = () => chips() > 0;

export function showAll() {
  for (const facet of FACETS) chosen[facet].clear();
}

/** A click on a chip shows only its marks, a second click all marks; `adds` toggles one chip. */
function choose(facet, value, adds) {
  const had = chosen[facet].has(value);
  const alone = chips() === 1;
  if (!adds) showAll();
  if (adds && had) chosen[facet].delete(value);
  else if (adds || !had || !alone) chosen[facet].add(value);
}

/** Show a chip for each value that the marks have; `change()` is called after a choice. */
export function showFilters(place, marks, change) {
  for (const facet of FACETS) {
    const present = new Set(marks.map((mark) => mark[facet]));
    for (const value of chosen[facet]) if (!present.has(value)) chosen[facet].delete(value);
  }
  const all = () => {
    showAll();
    change();
  };
  const focus = document.activeElement?.id;
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
    isFiltered()
      ? make("button", { type: "button", id: "show-all", onclick: all }, "Show all marks")
      : make(
          "p",
          { class: "note" },
          "Select one to see only its marks. ",
          make("span", { class: "fine" }, "Hold Ctrl or Shift to add another."),
        ),
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

const VOICES = { author: "author", quoted: "quoted", scare: "scare quotes" };

function chip(facet, value, marks, change) {
  const same = marks.filter((mark) => mark[facet] === value);
  const kind = facet === "voice" ? "" : same[0].dimension;
  return make(
    "button",
    {
      type: "button",
      id: `only-${facet}-${value}`,
      class: `chip ${kind}`,
      "aria-pressed": String(chosen[facet].has(value)),
      onclick: ({ ctrlKey, metaKey, shiftKey }) => {
        choose(facet, value, ctrlKey || metaKey || shiftKey);
        change();
      },
    },
    make("span", {}, VOICES[value] ?? words(value)),
    " ",
    make("i", {}, same.length),
  );
}
