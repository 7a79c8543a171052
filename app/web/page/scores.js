/** The two scores, each as a bubble in a level. */
import { capital, count, make } from "./element.js";

// Where the bands begin: what GET /limits says.
let bands = null;
const limits = fetch("/limits")
  .then((answer) => answer.json())
  .then((found) => {
    bands = found.bands;
  })
  .catch(() => {});

export async function showScores(place, answer) {
  await limits;
  place.replaceChildren(
    ...Object.entries(answer.scores).map(([dimension, score]) =>
      card(dimension, score, answer.words),
    ),
  );
}

/** The same in a line over the article, where the levels stand far below it: on a phone. */
export function showSummary(place, scores) {
  place.replaceChildren(
    ...Object.entries(scores).map(([dimension, { score, band }]) =>
      make(
        "span",
        {},
        make("span", { class: dimension }, capital(dimension)),
        " ",
        make("b", {}, score.toFixed(2)),
        ` ${band}`,
      ),
    ),
  );
}

function card(dimension, score, total) {
  const { moderate, high } = bands?.[dimension] ?? { moderate: 0, high: 0 };
  const vial = make(
    "div",
    {
      class: "vial",
      role: "meter",
      "aria-label": `${capital(dimension)} score`,
      "aria-valuemin": 0,
      "aria-valuemax": 1,
      "aria-valuenow": score.score,
      "aria-valuetext": `${score.score.toFixed(2)}, ${score.band}`,
    },
    make("span", { class: "bubble" }),
  );
  vial.style.setProperty("--at", score.score);
  vial.style.setProperty("--moderate", moderate);
  vial.style.setProperty("--high", high);
  const { author, quoted } = score.by_voice;
  return make(
    "section",
    { class: `score ${dimension}`, "aria-labelledby": `${dimension}-name` },
    make("h3", { id: `${dimension}-name` }, make("span", { class: dimension }, capital(dimension))),
    make(
      "p",
      { class: "figure" },
      make("b", {}, score.score.toFixed(2)),
      ` ${total ? score.band : "–"}`,
    ),
    vial,
    make(
      "p",
      { class: "detail" },
      `${count(score.spans, "mark")}, ${score.per_100_words} per 100 words`,
      quoted ? `. Author ${author.toFixed(2)}, quoted ${quoted.toFixed(2)}` : "",
    ),
  );
}
