/** The page: an article attached to levelhead.js, and the views of its answer. */
import { copyOnClick } from "./clipboard.js";
import { asCurl, reportOf } from "./copies.js";
import { count } from "./element.js";
import { filter } from "./filters.js";
import { showFlags } from "./flags.js";
import { Unreadable, extract, readFile } from "./intake.js";
import { isArticle, pack, unpack } from "./link.js";
import { showVersions } from "./neutral.js";
import { caretIn, goTo, insertBlocks, insertText, replace, undo, undoWholly } from "./paper.js";
import { offerProfiles, profile } from "./profiles.js";
import { asJson, both } from "./report.js";
import { SAMPLE } from "./sample.js";
import { showScores } from "./scores.js";
import { askForKey, limits, send } from "./service.js";
import { showStrip, walkStrip } from "./strip.js";
import { leftOf, showDismissed, showLeft, showMarks } from "./table.js";

const DRAFT = "levelhead.draft";

const $ = (id) => document.getElementById(id);
const paper = $("paper");
let result = null;
let levelled = "";

/** Say what happened; `undoable` shows or hides the button that undoes the last replacement. */
function say(message, { undoable } = {}) {
  $("status").textContent = message;
  if (undoable !== undefined) $("undo").hidden = !undoable;
}

/** Scroll the status into view: a file may be dropped far below it. */
const showSaid = () => $("status").scrollIntoView({ block: "nearest" });

const isWritten = () => Boolean(paper.textContent.trim());

// In ------------------------------------------------------------------------------------------

/** Replace the article; `message` says with what. */
function put(blocks, message) {
  const undoable = isWritten();
  filter.showAll();
  replace(paper, blocks);
  handle.refresh();
  say(message, { undoable });
  if (message) showSaid();
}

// One document after the other, in the order in which they came.
let reading = Promise.resolve();
let waiting = 0;
function inTurn(read) {
  waiting += 1;
  reading = reading
    .then(read)
    .catch((error) => {
      if (!(error instanceof Unreadable)) throw error;
      say(error.message);
      showSaid();
    })
    .finally(() => (waiting -= 1));
  return reading;
}

function openFiles([file, ...others]) {
  say(`Reading ${file.name} …`);
  return inTurn(async () => {
    const { blocks, note } = await readFile(file);
    const only = others.length ? "Only the first file was opened." : "";
    put(blocks, [`Opened ${file.name}.`, note, only].filter(Boolean).join(" "));
  });
}

/** Pasted text: part of a paragraph is inserted at once, an article after POST /extract. */
function take(html, plain) {
  if (isWritten() && plain.trim() && !/[\r\n]/.test(plain.trim())) {
    return insertText(plain.replace(/\s+/g, " "));
  }
  // After another paste, the caret is where that paste will end.
  const place = waiting ? null : caretIn(paper);
  return inTurn(async () => {
    const caret = place ?? caretIn(paper);
    let blocks;
    try {
      const failed = "The article was not read";
      blocks = html
        ? await extract(html, "text/html", failed)
        : await extract(plain, "text/plain", failed);
    } catch (error) {
      if (!plain || !(error instanceof Unreadable)) throw error;
      // Better inserted without its headlines than lost.
      goTo(paper, caret);
      insertText(plain.trim().replace(/\s*[\r\n]\s*/g, "\n"));
      throw new Unreadable(`${error.message} It was pasted as plain text.`);
    }
    if (!blocks.length) throw new Unreadable("There is no text in what was pasted.");
    if (!isWritten()) return put(blocks, "");
    goTo(paper, caret);
    insertBlocks(paper, blocks);
  });
}

function takeData(data, event) {
  const html = data.getData("text/html");
  const plain = data.getData("text/plain");
  // Word processors copy text together with a picture of it.
  if (!html && !plain && !data.files.length) return;
  event.preventDefault();
  if (html || plain) take(html, plain);
  else openFiles(data.files);
}

paper.addEventListener("paste", (event) => takeData(event.clipboardData, event));

// The browser handles text that is dragged within the paper.
let moving = false;
paper.addEventListener("dragstart", () => (moving = true));
document.addEventListener("dragend", () => (moving = false));
document.addEventListener("dragover", (event) => {
  if (!moving) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  if (moving) return;
  event.preventDefault();
  const at = document.caretPositionFromPoint?.(event.clientX, event.clientY);
  if (at && paper.contains(at.offsetNode)) {
    paper.focus({ preventScroll: true });
    getSelection().collapse(at.offsetNode, at.offset);
  }
  takeData(event.dataTransfer, event);
});

$("sample").addEventListener("click", () => put(SAMPLE, "This is the sample article."));
$("clear").addEventListener("click", () => put([], "The article was cleared."));
$("file").addEventListener("change", async ({ target }) => {
  if (target.files.length) await openFiles([...target.files]);
  target.value = ""; // so that the same file can be opened again
});

function takeBack() {
  undo();
  say("", { undoable: false });
}
$("undo").addEventListener("click", takeBack);
document.addEventListener("keydown", (event) => {
  const { key, ctrlKey, metaKey, shiftKey, altKey, target } = event;
  if (key.toLowerCase() !== "z" || !(ctrlKey || metaKey) || shiftKey || altKey) return;
  if (target.isContentEditable || target.matches("input")) return; // the browser undoes there
  event.preventDefault();
  takeBack();
});
undoWholly(paper);
document.execCommand("defaultParagraphSeparator", false, "p");
walkStrip($("strip"));

// Out -----------------------------------------------------------------------------------------

const listOf = ({ request }) => request.blocks.map(({ role, text }) => [role ?? null, text]);

function show(next) {
  result = next;
  const { answer, request } = result;
  const empty = !request.blocks.length;
  $("invite").hidden = !empty;
  $("legend").hidden = !empty;
  for (const id of ["more", "scores", "filter", "keys", "strip-note"]) $(id).hidden = empty;
  for (const id of Object.keys(copies)) $(id).disabled = empty;
  showStrip($("strip"), answer.sentences, jump);
  showFlags($("flags"), answer, jump);
  const left = leftOf(answer);
  showLeft($("left"), left, request.blocks);
  $("left-count").textContent = left.length;
  refilter();
  keep();
}

function refilter() {
  const { marks, request, dismissed, answer } = result;
  filter.show($("filters"), marks, refilter);
  $("filter").hidden = !marks.length;
  handle.filter(filter.wanted);
  const seen = marks.filter(filter.wanted);
  if (request.blocks.length) showScores($("scores"), answer, seen);
  showMarks($("marks"), seen, marks.length, (mark) => handle.open(mark));
  $("marks-count").textContent = filter.isFiltered() ? `${seen.length} of ${marks.length}` : marks.length;
  const versions = showVersions($("written"), $("levelled"), request.blocks, marks);
  levelled = versions.text;
  $("dismissed-fold").hidden = !dismissed.length;
  $("dismissed-count").textContent = dismissed.length;
  $("unstored").hidden = dismissed.every(({ stored }) => stored);
  showDismissed($("dismissed"), dismissed, request.blocks, (mark) => handle.restore(mark));
  $("versions-lead").textContent =
    `${count(versions.made, "edit")} made, ${count(versions.open, "mark")} left for you. ` +
    "Quotations and hedges are never changed.";
  $("figures").textContent = answer.words
    ? [
        count(answer.words, "word"),
        count(answer.sentences.length, "sentence"),
        dismissed.length ? `${count(dismissed.length, "mark")} dismissed` : "",
      ]
        .filter(Boolean)
        .join(", ")
    : "";
}

/** Scroll to a sentence, or to other words of the answer, and highlight them for a moment. */
function jump(words) {
  const range = handle.range(words);
  if (!range) return;
  range.startContainer.parentElement.scrollIntoView({ block: "center" });
  const shown = new Highlight(range);
  CSS.highlights.set("sentence", shown);
  setTimeout(() => shown.clear(), 1600);
}

/** Keep the article for a reload, in this tab only. */
function keep() {
  try {
    sessionStorage.setItem(DRAFT, JSON.stringify(listOf(result)));
  } catch {
    // the browser stores nothing, or the article is too long
  }
}

function kept() {
  try {
    const blocks = JSON.parse(sessionStorage.getItem(DRAFT));
    return isArticle(blocks) ? blocks : null;
  } catch {
    return null;
  }
}

const copies = {
  "copy-markdown": () => both(reportOf(result)),
  "copy-json": () => [asJson(result.answer)],
  "copy-curl": () => [asCurl(result.request)],
  "copy-link": async () => [`${location.origin}${location.pathname}${await pack(listOf(result))}`],
  "copy-levelled": () => [levelled],
};
copyOnClick(copies, say);

// Start ---------------------------------------------------------------------------------------

let handle;

/** Mark the article from now on, by the chosen profile. */
function mark() {
  const options = {
    server: "",
    explain: true,
    listDismissed: false, // the page lists them itself
    onResult: show,
    fetch: send,
    profile: profile(),
  };
  handle = levelhead.attach(paper, options);
}
mark();

// A phone has room for one thing at a time.
const narrow = matchMedia("(max-width: 620px)");
const fold = () => {
  for (const each of document.querySelectorAll("details")) each.open = !narrow.matches;
};
narrow.addEventListener("change", fold);
fold();

/** Request what may need a key. */
function ask() {
  limits();
  offerProfiles($("profile"), mark);
}
askForKey($("key"), () => {
  ask();
  handle.refresh();
});
ask();

async function start() {
  const linked = await unpack(location.hash);
  const blocks = linked ?? kept();
  if (blocks?.length) put(blocks, "");
}
addEventListener("hashchange", start);
paper.addEventListener("input", ({ inputType }) => {
  $("invite").hidden = Boolean(paper.textContent);
  $("clear").disabled = !isWritten(); // also while there is no answer yet
  if (!inputType.startsWith("history")) say("", { undoable: false });
  // The address would no longer match the text.
  if (location.hash) history.replaceState(null, "", location.pathname);
});
start();
