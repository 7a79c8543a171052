/** The marks as a table, and what was matched but not flagged. */
import { capital, make, words } from "./element.js";

const ADVICE = {
  attribute: "say who says so",
  quantify: "give the figure",
  rephrase: "say it another way",
  delete: "leave it out",
};
const REASONS = {
  allowed: "is on the list of allowed words",
  exception: "is an exception to its rule here",
  fixed_expression: "is part of a fixed expression",
  literal: "is meant literally",
  name: "is a name, or part of one",
  quoted: "is in a quotation",
  threshold: "scores below the threshold",
};
const HEADS = ["Words", "Kind", "Voice", "Score", "Why, and what to do"];

/** What to do about a mark, in words. */
export const advice = ({ suggestions }) =>
  suggestions
    .map((s) => (s.text ? `put “${s.text}”` : (ADVICE[s.action] ?? s.action)))
    .join(", or ");

export function showMarks(place, marks, all, open) {
  if (!marks.length) {
    const none = all ? "All marks are filtered out." : "Nothing here that an editor would stop at.";
    place.replaceChildren(make("p", { class: "lead" }, none));
    return;
  }
  // Roles are told in full: on a phone the rows are laid out as cards, and lose them otherwise.
  place.replaceChildren(
    make(
      "table",
      { role: "table" },
      make("caption", { class: "unseen" }, "Marks in the order of the article"),
      make(
        "thead",
        { role: "rowgroup" },
        make(
          "tr",
          { role: "row" },
          HEADS.map((head) => make("th", { role: "columnheader", scope: "col" }, head)),
        ),
      ),
      make(
        "tbody",
        { role: "rowgroup" },
        marks.map((mark) => row(mark, open)),
      ),
    ),
  );
}

function row(mark, open) {
  const cell = (name, ...children) => make("td", { role: "cell", class: name }, ...children);
  const product = levelhead.productOf(mark);
  const what = advice(mark);
  return make(
    "tr",
    { role: "row" },
    cell(
      "said",
      make(
        "button",
        {
          type: "button",
          class: "plain",
          title: "Show it in the article",
          onclick: () => open(mark),
        },
        make("span", { class: mark.dimension }, mark.text),
      ),
    ),
    cell(
      "kind",
      make("span", { class: "dimension" }, capital(mark.dimension)),
      ` ${words(mark.category)}`,
    ),
    cell("voice", mark.voice),
    cell(
      "number",
      make("b", {}, mark.score.toFixed(2)),
      product ? make("small", {}, product.replace(/ = .*/, "")) : "",
    ),
    cell("why", mark.message, what ? make("span", { class: "advice" }, ` ${capital(what)}.`) : ""),
  );
}

export function showLeft(place, seen) {
  if (!seen.length) {
    place.replaceChildren(
      make("p", { class: "lead" }, "Nothing was matched and then excused."),
    );
    return;
  }
  place.replaceChildren(
    make(
      "ul",
      { class: "left" },
      seen.map((each) =>
        make(
          "li",
          {},
          make("q", {}, each.text),
          ` ${REASONS[each.reason] ?? each.reason}`,
          make("small", {}, `${each.dimension}, ${words(each.category)}`),
        ),
      ),
    ),
  );
}
