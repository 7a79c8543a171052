/** The answer in the forms in which it is passed on. */
import { words } from "./element.js";
import { advice } from "./table.js";

export const asJson = (answer) => JSON.stringify(answer, null, 2);

/** The request that gives this answer, for a shell. */
export function asCurl(request) {
  const body = JSON.stringify(request).replaceAll("'", "'\\''");
  return `curl -s -H 'Content-Type: application/json' -d '${body}' ${location.origin}/analyze`;
}

const plain = (text) =>
  text
    .replace(/\s+/g, " ")
    .trim()
    .replace(/[\\`*_[\]<>|#]/g, "\\$&");

/** A report to paste into a mail or a ticket. */
export function asMarkdown({ answer, request, marks }) {
  const title = request.blocks[0]?.text ?? "";
  const score = ([name, s]) =>
    `- **${name}** ${s.score.toFixed(2)} (${s.band}), ${s.spans} marks, ${s.per_100_words} per 100 words`;
  const line = (mark) =>
    `| ${plain(mark.text)} | ${mark.dimension}, ${words(mark.category)} | ${mark.voice} | ${mark.score.toFixed(2)} | ${plain(mark.message)} ${plain(advice(mark))} |`;
  return [
    `# ${plain(title)}`,
    "",
    ...Object.entries(answer.scores).map(score),
    "",
    ...(marks.length
      ? [
          "| words | kind | voice | score | why, and what to do |",
          "| --- | --- | --- | --- | --- |",
          ...marks.map(line),
          "",
        ]
      : []),
    `${answer.words} words, levelhead ${answer.engine?.version ?? ""}`,
    "",
  ].join("\n");
}

/** Into the clipboard, also where the page is not served over https. */
export async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}
