/** Both texts side by side, with the words of each change marked and numbered. */
import { make, table, words } from "./element.js";
import { paragraphsOf, rowsOf } from "./rows.js";

export const SIDES = ["before", "after"];
const SHORT_WORD = /^\S{1,20}$/; // fits on a line of a phone with its number
const HEADS = { before: "Before", after: "After" };

/**
 * Show the texts of an answer with these changes; `choose(n)` is called for the one clicked.
 *
 * Returns, for each of the changes, its element in each column: the number behind its words, or the
 * sentence that lacks them; undefined where no sentence makes the claim.
 */
export function showColumns(place, texts, answer, changes, choose) {
  const ends = new Map(changes.map(({ n }) => [n, {}]));
  const views = SIDES.map((side) => viewOf(side, texts[side], answer, changes, ends, choose));
  const rows = rowsOf(...views.map(({ paragraphs }) => paragraphs), answer.pairs);
  const cell = (n, paragraphs) =>
    make(
      "td",
      { role: "cell", class: SIDES[n] },
      make("p", { class: "side-name", "aria-hidden": "true" }, HEADS[SIDES[n]]),
      ...paragraphs.map((sentences) => views[n].show(sentences)),
    );
  place.replaceChildren(
    table(
      "Both texts, with the same claims side by side",
      SIDES.map((side) => HEADS[side]),
      rows.map((row) => make("tr", { role: "row" }, row.map((each, n) => cell(n, each)))),
    ),
  );
  place.onclick = ({ target }) => {
    const mark = target.closest("mark");
    if (mark) choose(Number(mark.dataset.changes.split(" ")[0]));
  };
  return [...ends.values()];
}

/** The paragraphs of one text, and how to show one of them. */
function viewOf(side, text, answer, changes, ends, choose) {
  const { sentences, headline } = answer[side];
  const alone = new Set(answer.unpaired[side]);
  const marked = Map.groupBy(
    changes.filter((change) => change[side]),
    (change) => change[side].sentence,
  );
  const lacking = Map.groupBy(
    changes.filter(({ pair, [side]: words }) => !words && pair !== null),
    ({ pair }) => answer.pairs[pair][side],
  );

  const sentence = (n) => {
    const marks = (marked.get(n) ?? []).map((change) => ({ change, ...change[side] }));
    const shown = make(
      "span",
      { class: alone.has(n) ? "alone" : "" },
      ...pieces(text, sentences[n], marks, (change) => {
        ends.get(change.n)[side] = number(change, choose);
        return ends.get(change.n)[side];
      }),
    );
    if (alone.has(n)) shown.prepend(make("span", { class: "unseen" }, `Only ${side}: `));
    for (const change of lacking.get(n) ?? []) ends.get(change.n)[side] = shown;
    return shown;
  };
  return {
    paragraphs: paragraphsOf(text, sentences),
    show: (numbers) =>
      make(
        "p",
        { class: headline && !numbers[0] ? "headline" : "" },
        ...numbers.flatMap((n) => [sentence(n), " "]),
      ),
  };
}

/** A sentence as text and marks; behind the last word of a change is `numberOf(change)`. */
function pieces(text, { start, end }, marks, numberOf) {
  const inside = (at) => Math.min(Math.max(at, start), end);
  const places = marks.map((mark) => ({ ...mark, from: inside(mark.start), to: inside(mark.end) }));
  const cuts = new Set([start, ...places.flatMap(({ from, to }) => [from, to]), end]);
  const points = [...cuts].sort((a, b) => a - b);
  return points.slice(1).flatMap((to, n) => {
    const piece = text.slice(points[n], to);
    const covering = places.filter((mark) => mark.from < to && points[n] < mark.to);
    if (!covering.length) return [piece];
    const changes = covering.map(({ change }) => change);
    const shown = make(
      "mark",
      {
        class: [...new Set(changes.map(({ effect }) => effect))].join(" "),
        "data-changes": changes.map(({ n }) => n).join(" "),
      },
      piece,
    );
    const numbers = places.filter((mark) => mark.to === to).map(({ change }) => numberOf(change));
    // A number alone at the start of a line would look like that of the words behind it.
    return SHORT_WORD.test(piece) && numbers.length
      ? [make("span", { class: "unbroken" }, shown, ...numbers)]
      : [shown, ...numbers];
  });
}

const number = ({ n, kind, effect }, choose) =>
  make(
    "button",
    {
      class: `number-of ${effect}`,
      "data-changes": n,
      "aria-label": `Change ${n + 1}: ${words(kind)}`,
      title: words(kind),
      onclick: () => choose(n),
    },
    String(n + 1),
  );
