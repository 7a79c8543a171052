/** The two scores, each as a bubble in a level. */
import { capital, count, make } from "./element.js";
import { limits } from "./service.js";

/** Show the scores of an answer; `shown` are the marks that are visible in the article. */
export async function showScores(place, answer, shown) {
  const bands = (await limits())?.bands;
  place.replaceChildren(
    ...Object.entries(answer.scores).map(([dimension, score]) => {
      const seen = shown.filter((mark) => mark.dimension === dimension).length;
      return card(dimension, score, bands?.[dimension], answer.words, seen);
    }),
    make(
      "p",
      { class: "note" },
      ...(shown.length < answer.spans.length
        ? [`The scores count all ${answer.spans.length} marks of the article, shown or not.`]
        : [
            "0 is the lowest score, 1 the highest. ",
            make("span", { class: "fine" }, "Both describe the whole article."),
          ]),
    ),
  );
}

function card(dimension, score, band, total, seen) {
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
  vial.style.setProperty("--moderate", band?.moderate ?? 0);
  vial.style.setProperty("--high", band?.high ?? 0);
  const { author, quoted } = score.by_voice;
  const marks = seen < score.spans ? `${seen} of ${score.spans} marks shown` : count(seen, "mark");
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
      `${marks}. ${score.per_100_words} per 100 words.`,
      quoted
        ? make(
            "span",
            { class: "fine" },
            ` The author’s words alone: ${author.toFixed(2)}; quotations: ${quoted.toFixed(2)}.`,
          )
        : "",
    ),
  );
}
