/**
 * A report, as Markdown for a ticket and as HTML for an e-mail.
 *
 * It has a `title`, perhaps a `lead`, `points` as [bold, rest], perhaps `notes` under a heading of
 * their own as [heading, items], a table with `heads` and `rows`, and its `end`.
 */
import { make } from "./element.js";

export const asJson = (answer) => JSON.stringify(answer, null, 2);

/** Both, to be copied at once. */
export const both = (report) => [asMarkdown(report), asHtml(report)];

/** Words on one line. */
export const line = (text) => text.replace(/\s+/g, " ").trim();

const TITLE_CHARS = 70; // of a first paragraph, where there is no headline

/** The first words of a text that has no headline. */
export function titleOf(text) {
  const whole = line(text);
  return whole.length > TITLE_CHARS
    ? `${whole.slice(0, TITLE_CHARS).replace(/\s\S*$/, "")} …`
    : whole;
}

/** Which levelhead checked it, and by which profile. */
export const checkedBy = ({ engine }) =>
  `checked with levelhead ${engine?.version ?? ""}`.trimEnd() +
  (engine?.profile ? `, profile ${engine.profile.name}` : "");

const plain = (text) => text.replace(/[\\`*_[\]<>|#]/g, "\\$&");
const NONE = ["", []];
const row = (cells) => `| ${cells.map(plain).join(" | ")} |`;

function asMarkdown({ title, lead, points, notes: [heading, items] = NONE, heads, rows, end }) {
  return [
    `# ${plain(title)}`,
    "",
    ...(lead ? [plain(lead), ""] : []),
    ...points.map(([bold, rest]) => `- **${bold}**${rest}`),
    "",
    ...(items.length ? [`## ${heading}`, "", ...items.map((item) => `- ${plain(item)}`), ""] : []),
    ...(rows.length ? [row(heads), row(heads.map(() => "---")), ...rows.map(row), ""] : []),
    `${end}.`,
    "",
  ].join("\n");
}

function asHtml({ title, lead, points, notes: [heading, items] = NONE, heads, rows, end }) {
  const cells = (tag, texts) => make("tr", {}, ...texts.map((text) => make(tag, {}, text)));
  return make(
    "div",
    {},
    make("h1", {}, title),
    ...(lead ? [make("p", {}, lead)] : []),
    make("ul", {}, ...points.map(([bold, rest]) => make("li", {}, make("b", {}, bold), rest))),
    ...(items.length
      ? [make("h2", {}, heading), make("ul", {}, ...items.map((item) => make("li", {}, item)))]
      : []),
    ...(rows.length
      ? [make("table", { border: 1 }, cells("th", heads), ...rows.map((each) => cells("td", each)))]
      : []),
    make("p", {}, `${end}.`),
  ).outerHTML;
}
