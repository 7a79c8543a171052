/** What can be copied of an analysis, apart from its JSON. */
import { capital, count } from "./element.js";
import { excerpt } from "./flags.js";
import { checkedBy, line, titleOf } from "./report.js";
import { hasKey } from "./service.js";
import { kindOf, reason } from "./table.js";

/** The request of this answer as a shell command, without the API key. */
export function asCurl(request) {
  const body = JSON.stringify(request).replaceAll("'", "'\\''");
  const key = hasKey() ? ` -H "X-API-Key: $LEVELHEAD_KEY"` : "";
  return `curl -s -H 'Content-Type: application/json'${key} -d '${body}' ${location.origin}/analyze`;
}

/** The scores, the flags of the headline, and all marks. */
export function reportOf({ answer, request, marks }) {
  const first = request.blocks.find(({ role }) => role === "headline") ?? request.blocks[0];
  return {
    title: first.role === "headline" ? line(first.text) : titleOf(first.text),
    points: Object.entries(answer.scores).map(([dimension, s]) => [
      `${dimension === "hedging" ? "Hedging" : "Sensational wording"}: ${s.band}`,
      ` (${s.score.toFixed(2)} on a scale from 0 to 1), ${count(s.spans, "mark")}, ${s.per_100_words} per 100 words.`,
    ]),
    notes: ["Headline", (answer.headline?.flags ?? []).map(flagged)],
    heads: ["Words", "Kind", "Score", "Why, and what to do"],
    rows: marks.map((mark) => [
      line(mark.text),
      `${capital(mark.dimension)}: ${kindOf(mark)}`,
      mark.score.toFixed(2),
      reason(mark),
    ]),
    end: `${count(answer.words, "word")}, ${checkedBy(answer)}`,
  };
}

/** A flag as on the page: its words, why they are flagged, and what the body says instead. */
function flagged({ text, message, evidence }) {
  const said = evidence.map((words) => `“${line(excerpt(words.text))}”`).join(", ");
  return [`“${line(excerpt(text))}”:`, message, said ? `Body: ${said}` : ""].filter(Boolean).join(" ");
}
