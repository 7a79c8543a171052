/** The page: an article on paper, watched by levelhead.js, and what its answer says. */
import { fromHtml, fromText, insert, replace } from "./article.js";
import { asCurl, asJson, asMarkdown, copy } from "./copies.js";
import { count } from "./element.js";
import { showFilters, wanted } from "./filters.js";
import { pack, unpack } from "./link.js";
import { showVersions } from "./neutral.js";
import { SAMPLE } from "./sample.js";
import { showScores, showSummary } from "./scores.js";
import { showStrip, walkStrip } from "./strip.js";
import { showLeft, showMarks } from "./table.js";

const MOST_BYTES = 1_000_000; // of a file: a book, and about what one request may hold
const DRAFT = "levelhead.draft";

const $ = (id) => document.getElementById(id);
const paper = $("paper");
let result = null;

const say = (message) => {
  $("status").textContent = message;
};

// In ------------------------------------------------------------------------------------------

function put(blocks) {
  replace(paper, blocks);
  handle.refresh();
}

async function open(file) {
  if (file.size > MOST_BYTES) return say(`${file.name} is too long.`);
  const text = await file.text();
  const html = file.type === "text/html" || /\.html?$/i.test(file.name);
  put(html ? fromHtml(text) : fromText(text));
}

/** What a paste or a drop brings: a file, or HTML, or text. */
function take(data, event) {
  event.preventDefault();
  const [file] = data.files;
  if (file) return open(file);
  const html = data.getData("text/html");
  const plain = data.getData("text/plain");
  const blocks = html ? fromHtml(html) : fromText(plain);
  if (paper.textContent.trim()) insert(blocks, plain);
  else put(blocks);
}

paper.addEventListener("paste", (event) => take(event.clipboardData, event));
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => take(event.dataTransfer, event));
$("sample").addEventListener("click", () => put(SAMPLE));
$("clear").addEventListener("click", () => put([]));
$("file").addEventListener("change", async ({ target }) => {
  if (target.files[0]) await open(target.files[0]);
  target.value = ""; // the same file may be opened again
});
document.execCommand("defaultParagraphSeparator", false, "p");
walkStrip($("strip"));

// Out -----------------------------------------------------------------------------------------

const listOf = ({ request }) => request.blocks.map(({ role, text }) => [role, text]);

function show(next) {
  result = next;
  const { answer, marks } = result;
  const empty = !result.request.blocks.length;
  $("invite").hidden = !empty;
  $("legend").hidden = !empty;
  for (const id of ["more", "scores", "keys"]) $(id).hidden = empty;
  for (const id of Object.keys(copies)) $(id).disabled = empty;
  showSummary($("summary"), empty ? {} : answer.scores);
  if (!empty) showScores($("scores"), answer);
  showStrip($("strip"), answer.sentences, jump);
  showFilters($("filters"), marks, refilter);
  showLeft($("left"), answer.suppressed ?? []);
  refilter();
  keep();
}

function refilter() {
  handle.filter(wanted);
  const { marks, request, dismissed, answer } = result;
  const seen = marks.filter(wanted);
  showMarks($("marks"), seen, marks.length, (mark) => handle.open(mark));
  const { made, open: left } = showVersions($("written"), $("levelled"), request.blocks, (n) =>
    seen.filter((mark) => mark.block.number === n),
  );
  $("versions-lead").textContent =
    `${count(made, "suggestion")} made; ${count(left, "mark is", "marks are")} left to a person.`;
  say(
    answer.words
      ? [
          count(answer.words, "word"),
          count(answer.sentences.length, "sentence"),
          dismissed ? `${dismissed} dismissed` : "",
        ]
          .filter(Boolean)
          .join(", ")
      : "",
  );
}

function jump(sentence) {
  const range = handle.range(sentence);
  if (!range) return;
  range.startContainer.parentElement.scrollIntoView({ block: "center" });
  const shown = new Highlight(range);
  CSS.highlights.set("sentence", shown);
  setTimeout(() => shown.clear(), 1600);
}

/** A reload loses nothing; what is kept stays in this tab. */
function keep() {
  try {
    sessionStorage.setItem(DRAFT, JSON.stringify(listOf(result)));
  } catch {
    // a browser that keeps nothing, or an article that is too long for it
  }
}

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(DRAFT));
  } catch {
    return null;
  }
}

const copies = {
  "copy-json": () => asJson(result.answer),
  "copy-curl": () => asCurl(result.request),
  "copy-markdown": () => asMarkdown(result),
  "copy-link": async () => `${location.origin}${location.pathname}${await pack(listOf(result))}`,
};
for (const [id, make] of Object.entries(copies)) {
  $(id).addEventListener("click", async () => {
    await copy(await make());
    say("Copied.");
  });
}

// Start ---------------------------------------------------------------------------------------

const handle = levelhead.attach(paper, { server: "", explain: true, onResult: show });

async function start() {
  const linked = await unpack(location.hash);
  const blocks = linked ?? kept();
  if (blocks?.length) put(blocks);
}
addEventListener("hashchange", start);
paper.addEventListener("input", () => {
  $("invite").hidden = Boolean(paper.textContent);
  // The address of a link would soon be that of another text.
  if (location.hash) history.replaceState(null, "", location.pathname);
});
start();
