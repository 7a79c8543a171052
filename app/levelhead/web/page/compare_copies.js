/** What can be copied of a comparison, apart from its JSON. */
import { summaryOf } from "./changes.js";
import { capital, words } from "./element.js";
import { excerpt } from "./flags.js";
import { checkedBy, line, titleOf } from "./report.js";

/** The scores of both versions, and all changes. */
export function reportOf({ texts, answer }) {
  const quoted = (place) => (place ? `“${line(excerpt(place.text))}”` : "");
  return {
    title: `What changed: ${titleOf(texts.after.trim().split("\n")[0])}`,
    lead: summaryOf(answer),
    points: Object.keys(answer.difference).map((dimension) => {
      const [old, now] = [answer.before, answer.after].map(({ scores }) => scores[dimension]);
      return [
        `${dimension === "hedging" ? "Hedging" : "Sensational wording"}: ${now.band}`,
        ` (${now.score.toFixed(2)} on a scale from 0 to 1). Before: ${old.band} (${old.score.toFixed(2)}).`,
      ];
    }),
    heads: ["Kind", "Effect", "Before", "After", "What it means"],
    rows: answer.changes.map(({ kind, effect, before, after, message }) => [
      capital(words(kind)),
      effect,
      quoted(before),
      quoted(after),
      message,
    ]),
    end: capital(checkedBy(answer)),
  };
}
