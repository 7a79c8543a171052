/** Which marks are shown. */
import { filterBy } from "./chips.js";

const DIMENSIONS = ["sensational", "hedging"];

/** Sensational before hedging, categories by name. */
const inOrder = (marks) =>
  marks.toSorted(
    (a, b) =>
      DIMENSIONS.indexOf(a.dimension) - DIMENSIONS.indexOf(b.dimension) ||
      a.category.localeCompare(b.category),
  );

export const filter = filterBy(["dimension", "voice", "category"], {
  all: "Show all marks",
  note: "Select one to see only its marks.",
  inOrder,
  hue: (facet, { dimension }) => (facet === "voice" ? "" : dimension),
  names: { scare: "scare quotes" },
});
