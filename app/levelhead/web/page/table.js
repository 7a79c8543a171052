/** The marks as a table, and the matches that were not flagged. */
import { capital, make, table, words } from "./element.js";

const REASONS = {
  allowed: "is on the list of allowed words",
  dismissed: "was dismissed",
  exception: "is an exception to its rule here",
  fixed_expression: "is part of a fixed expression",
  literal: "is meant literally",
  name: "is a name, or part of one",
  not_prose: "is in an address, a tag, a file name or code",
  profile: "is switched off by the profile",
  quoted: "is in a quotation",
  threshold: "scores below the threshold",
};
const VOICES = { author: "author", quoted: "in a quotation", scare: "in scare quotes" };
const HEADS = ["Words", "Kind", "Voice", "Score", "Why, and what to do"];
// Around a match, enough to understand it.
const CONTEXT_CHARS = 24;

/** What is wrong with a mark and which words to try instead; the message gives all other advice. */
export function reason({ message, suggestions }) {
  const better = suggestions.filter(({ text }) => text).map(({ text }) => `“${text}”`);
  const sentence = /[.!?]$/.test(message) ? message : `${message}.`;
  return better.length ? `${sentence} Try ${better.join(" or ")}.` : sentence;
}

/** Kind and voice: "dramatic verb, in a quotation". */
export const kindOf = ({ category, voice }) =>
  [words(category), ...(voice === "author" ? [] : [VOICES[voice]])].join(", ");

export function showMarks(place, marks, all, open) {
  if (!marks.length) {
    const none = all
      ? "No mark matches all the chosen filters."
      : "Nothing was marked.";
    place.replaceChildren(make("p", { class: "lead" }, none));
    return;
  }
  place.replaceChildren(
    make("p", { class: "lead phone" }, "Tap the words to see them in the article, and why."),
    table(
      "Marks in the order of the article",
      HEADS,
      marks.map((mark) => row(mark, open)),
    ),
  );
}

function row(mark, open) {
  const cell = (name, ...children) => make("td", { role: "cell", class: name }, ...children);
  const product = levelhead.productOf(mark);
  return make(
    "tr",
    { role: "row" },
    cell(
      "said",
      make(
        "button",
        {
          class: "plain",
          title: "Show it in the article",
          onclick: () => open(mark),
        },
        make("span", { class: mark.dimension }, mark.text),
      ),
    ),
    cell(
      "kind",
      make("span", { class: "dimension" }, `${capital(mark.dimension)}, `),
      words(mark.category),
    ),
    cell(`voice ${mark.voice}`, VOICES[mark.voice]),
    cell(
      "number",
      make("b", {}, mark.score.toFixed(2)),
      product ? make("small", {}, product.replace(/ = .*/, "")) : "",
    ),
    cell("why", reason(mark)),
  );
}

/** The suppressed matches, without those that are part of a mark. */
export const leftOf = ({ suppressed = [], spans }) =>
  suppressed.filter(
    (match) =>
      !spans.some(
        (span) =>
          span.block === match.block &&
          span.dimension === match.dimension &&
          span.start < match.end &&
          match.start < span.end,
      ),
  );

export function showLeft(place, matches, blocks) {
  if (!matches.length) {
    place.replaceChildren(make("p", { class: "lead" }, "Every match was flagged."));
    return;
  }
  place.replaceChildren(
    make(
      "ul",
      { class: "left" },
      matches.map((match) =>
        make(
          "li",
          {},
          make("p", { class: "said" }, ...inContext(match, blocks)),
          make(
            "small",
            {},
            `${capital(words(match.category))} (${match.dimension}): “${match.text}” ${REASONS[match.reason] ?? match.reason}.`,
          ),
        ),
      ),
    ),
  );
}

/** The dismissed marks, each with a button that takes its dismissal back. */
export function showDismissed(place, marks, blocks, restore) {
  place.replaceChildren(
    make(
      "ul",
      { class: "left" },
      marks.map((mark) =>
        make(
          "li",
          {},
          make("p", { class: "said" }, ...inContext({ ...mark, block: `b${mark.block.number}` }, blocks)),
          make("button", { onclick: () => restore(mark) }, "Mark it again"),
        ),
      ),
    ),
  );
}

function inContext({ block, start, end }, blocks) {
  const { text } = blocks[Number(block.slice(1))];
  const before = text.slice(0, start).trimStart();
  const after = text.slice(end).trimEnd();
  const left = before.slice(-CONTEXT_CHARS).replace(/^\S*\s/, "");
  const right = after.slice(0, CONTEXT_CHARS).replace(/\s\S*$/, "");
  return [
    before.length > CONTEXT_CHARS ? `… ${left}` : before,
    make("b", {}, text.slice(start, end)),
    after.length > CONTEXT_CHARS ? `${right} …` : after,
  ];
}
