/** The answer in the formats that can be copied. */
import { capital, count, make } from "./element.js";
import { hasKey } from "./service.js";
import { kindOf, reason } from "./table.js";

export const asJson = (answer) => JSON.stringify(answer, null, 2);

/** The request of this answer as a shell command, without the API key. */
export function asCurl(request) {
  const body = JSON.stringify(request).replaceAll("'", "'\\''");
  const key = hasKey() ? ` -H "X-API-Key: $LEVELHEAD_KEY"` : "";
  return `curl -s -H 'Content-Type: application/json'${key} -d '${body}' ${location.origin}/analyze`;
}

const TITLE_CHARS = 70; // of a first paragraph, where there is no headline
const HEADS = ["Words", "Kind", "Score", "Why, and what to do"];

/** The contents of a report, before it is Markdown or HTML. */
function reportOf({ answer, request, marks }) {
  const first = request.blocks.find(({ role }) => role === "headline") ?? request.blocks[0];
  const text = first.text.replace(/\s+/g, " ").trim();
  const cut = first.role !== "headline" && text.length > TITLE_CHARS;
  return {
    title: cut ? `${text.slice(0, TITLE_CHARS).replace(/\s\S*$/, "")} …` : text,
    scores: Object.entries(answer.scores).map(([dimension, s]) => [
      `${dimension === "hedging" ? "Hedging" : "Sensational wording"}: ${s.band}`,
      ` (${s.score.toFixed(2)} on a scale from 0 to 1), ${count(s.spans, "mark")}, ${s.per_100_words} per 100 words.`,
    ]),
    rows: marks.map((mark) => [
      mark.text.replace(/\s+/g, " ").trim(),
      `${capital(mark.dimension)}: ${kindOf(mark)}`,
      mark.score.toFixed(2),
      reason(mark),
    ]),
    end: `${count(answer.words, "word")}, checked with levelhead ${answer.engine?.version ?? ""}`.trimEnd(),
  };
}

const plain = (text) => text.replace(/[\\`*_[\]<>|#]/g, "\\$&");
const line = (cells) => `| ${cells.map(plain).join(" | ")} |`;

/** A report to paste into a ticket. */
export function asMarkdown(result) {
  const { title, scores, rows, end } = reportOf(result);
  return [
    `# ${plain(title)}`,
    "",
    ...scores.map(([bold, rest]) => `- **${bold}**${rest}`),
    "",
    ...(rows.length ? [line(HEADS), "| --- | --- | --- | --- |", ...rows.map(line), ""] : []),
    `${end}.`,
    "",
  ].join("\n");
}

/** The same report as HTML for an e-mail, with headings, lists and a table. */
export function asHtml(result) {
  const { title, scores, rows, end } = reportOf(result);
  const cells = (tag, texts) => make("tr", {}, ...texts.map((text) => make(tag, {}, text)));
  return make(
    "div",
    {},
    make("h1", {}, title),
    make("ul", {}, ...scores.map(([bold, rest]) => make("li", {}, make("b", {}, bold), rest))),
    ...(rows.length
      ? [make("table", { border: 1 }, cells("th", HEADS), ...rows.map((row) => cells("td", row)))]
      : []),
    make("p", {}, `${end}.`),
  ).outerHTML;
}

/** Copy a text to the clipboard, with its HTML for programs that accept it. */
export async function copy(text, html) {
  const kinds = { "text/plain": text, ...(html && { "text/html": html }) };
  const items = Object.entries(kinds).map(([type, data]) => [type, new Blob([data], { type })]);
  if (navigator.clipboard)
    return navigator.clipboard.write([new ClipboardItem(Object.fromEntries(items))]);
  // Pages that are not served over https have only this older API.
  const put = (event) => {
    for (const [type, data] of Object.entries(kinds)) event.clipboardData.setData(type, data);
    event.preventDefault();
  };
  document.addEventListener("copy", put, { once: true });
  document.execCommand("copy");
  document.removeEventListener("copy", put);
}
