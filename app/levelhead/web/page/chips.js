/** Chips that choose what is shown: all of it, or what has the values of the chosen chips. */
import { capital, make, words } from "./element.js";

/**
 * A filter by these facets, each the name of a field, such as "voice".
 *
 * `all` and `note` are said below the chips; `inOrder(items)` sorts them for their chips; `hue` is
 * the class of a chip of this facet with this item; `names` are other names of values.
 */
export function filterBy(facets, { all, note, inOrder = (items) => items, hue, names = {} }) {
  const chosen = Object.fromEntries(facets.map((facet) => [facet, new Set()]));
  const chips = () => facets.flatMap((facet) => [...chosen[facet]]).length;

  /** Whether an item is shown. */
  const wanted = (item) =>
    facets.every((facet) => !chosen[facet].size || chosen[facet].has(item[facet]));

  const isFiltered = () => chips() > 0;

  function showAll() {
    for (const facet of facets) chosen[facet].clear();
  }

  /** A click on a chip shows only its items, a second click all; `adds` toggles one chip. */
  function choose(facet, value, adds) {
    const had = chosen[facet].has(value);
    const alone = chips() === 1;
    if (!adds) showAll();
    if (adds && had) chosen[facet].delete(value);
    else if (adds || !had || !alone) chosen[facet].add(value);
  }

  /** Show a chip for each value that the items have; `change()` is called after a choice. */
  function show(place, items, change) {
    for (const facet of facets) {
      const present = new Set(items.map((item) => item[facet]));
      for (const value of chosen[facet]) if (!present.has(value)) chosen[facet].delete(value);
    }
    const backToAll = () => {
      showAll();
      change();
    };
    const focus = document.activeElement?.id;
    place.replaceChildren(
      ...facets.map((facet) => {
        const values = [...new Set(inOrder(items).map((item) => item[facet]))];
        return make(
          "fieldset",
          {},
          make("legend", {}, capital(facet)),
          ...values.map((value) => chip(facet, value, items, change)),
        );
      }),
      isFiltered()
        ? make("button", { id: "show-all", onclick: backToAll }, all)
        : make(
            "p",
            { class: "note" },
            `${note} `,
            make("span", { class: "fine" }, "Hold Ctrl or Shift to add another."),
          ),
    );
    if (focus) document.getElementById(focus)?.focus();
  }

  function chip(facet, value, items, change) {
    const same = items.filter((item) => item[facet] === value);
    return make(
      "button",
      {
        id: `only-${facet}-${value}`,
        class: `chip ${hue(facet, same[0])}`,
        "aria-pressed": String(chosen[facet].has(value)),
        onclick: ({ ctrlKey, metaKey, shiftKey }) => {
          choose(facet, value, ctrlKey || metaKey || shiftKey);
          change();
        },
      },
      make("span", {}, names[value] ?? words(value)),
      " ",
      make("i", {}, same.length),
    );
  }

  return { wanted, isFiltered, showAll, show };
}
