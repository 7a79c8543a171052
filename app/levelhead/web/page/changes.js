/** The changes as a list, a summary of them, and the scores of both versions. */
import { capital, count, make, words } from "./element.js";

/** Sentences that say how many changes there are of each effect. */
export function summaryOf({ changes, unpaired }) {
  const done = (...effects) =>
    effects
      .map((effect) => [changes.filter((change) => change.effect === effect).length, effect])
      .flatMap(([n, effect]) => (n ? [`${n} ${effect}`] : []))
      .join(", ");
  const [claims, wording] = [done("different", "stronger", "weaker"), done("hotter", "cooler")];
  const alone = unpaired.before.length + unpaired.after.length;
  return [
    claims ? `Claims: ${claims}.` : "Hedges, sources and causes are the same.",
    wording ? `Wording: ${wording}.` : "The wording is as sensational as before.",
    alone
      ? `${count(alone, "sentence")} of one version ${alone === 1 ? "has" : "have"} no ` +
        "counterpart in the other; only the wording there is compared."
      : "",
  ]
    .filter(Boolean)
    .join(" ");
}

/** Show each change with its message; `choose(number)` is called for the one clicked. */
export function showChanges(place, changes, choose) {
  place.replaceChildren(
    ...changes.map(({ n, kind, effect, message }) =>
      make(
        "li",
        { "data-changes": n },
        make(
          "button",
          { class: "plain", onclick: () => choose(n) },
          make("span", { class: `number-of ${effect}`, "aria-hidden": "true" }, String(n + 1)),
          make("span", {}, make("b", {}, capital(words(kind))), " ", make("small", {}, effect)),
        ),
        make("p", { class: "detail" }, message),
      ),
    ),
  );
}

/** Show the score of each dimension in both versions. */
export function showDifference(place, { before, after, difference }) {
  place.replaceChildren(
    ...Object.entries(difference).map(([dimension, step]) => {
      const [old, now] = [before.scores[dimension], after.scores[dimension]];
      return make(
        "section",
        { class: "score", "aria-labelledby": `${dimension}-name` },
        make(
          "h3",
          { id: `${dimension}-name` },
          make("span", { class: dimension }, capital(dimension)),
        ),
        make("p", { class: "figure" }, make("b", {}, now.score.toFixed(2)), ` ${now.band}`),
        make(
          "p",
          { class: "detail" },
          `Before: ${old.score.toFixed(2)}, ${old.band} (${signed(step)}).`,
        ),
      );
    }),
  );
}

const signed = (step) => (step > 0 ? "+" : step < 0 ? "−" : "±") + Math.abs(step).toFixed(2);
