/** The page that compares: two texts, and the views of the answer. */
import { showChanges, showDifference, summaryOf } from "./changes.js";
import { filterBy } from "./chips.js";
import { copyOnClick } from "./clipboard.js";
import { SIDES, showColumns } from "./columns.js";
import { reportOf } from "./compare_copies.js";
import { count } from "./element.js";
import { Unreadable, readFile } from "./intake.js";
import { drawLines, layer } from "./lines.js";
import { offerProfiles, profile } from "./profiles.js";
import { asJson, both } from "./report.js";
import { VERSIONS } from "./sample_versions.js";
import { askForKey, limits, reasonOf, send } from "./service.js";

const TIMEOUT_MS = 60_000; // a hanging connection must end
const FAILED = "The texts were not compared";
const CHANGED = "The texts have changed: compare them again.";

const $ = (id) => document.getElementById(id);
const say = (message) => ($("status").textContent = message);

// In ------------------------------------------------------------------------------------------

function put(side, text) {
  $(side).value = text;
  sayOutdated();
}

async function open(side, file) {
  say(`Reading ${file.name} …`);
  try {
    const { blocks, note } = await readFile(file);
    put(side, blocks.map(([, text]) => text).join("\n\n"));
    say([`Opened ${file.name}.`, note].filter(Boolean).join(" "));
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    say(error.message);
  }
}

/** Say that the changes shown, if any, are those of other texts. */
function sayOutdated() {
  say($("result").hidden ? "" : CHANGED);
}

for (const side of SIDES) {
  $(`${side}-file`).addEventListener("change", async ({ target }) => {
    if (target.files.length) await open(side, target.files[0]);
    target.value = ""; // so that the same file can be opened again
  });
  $(side).addEventListener("input", sayOutdated);
  $(side).addEventListener("drop", (event) => {
    const [file] = event.dataTransfer.files;
    if (file) open(side, file);
  });
}
// A file that is dropped elsewhere would replace the page, and the texts would be lost.
for (const type of ["dragover", "drop"]) {
  document.addEventListener(type, (event) => {
    if (event.dataTransfer.types.includes("Files")) event.preventDefault();
  });
}
$("sample").addEventListener("click", () => {
  for (const side of SIDES) put(side, VERSIONS[side]);
});
$("form").addEventListener("reset", () => {
  $("result").hidden = true;
  say("");
});
$("form").addEventListener("keydown", ({ key, ctrlKey, metaKey }) => {
  if (key === "Enter" && (ctrlKey || metaKey)) $("form").requestSubmit();
});

// Compare -------------------------------------------------------------------------------------

$("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  // An unpaired surrogate would get a 422.
  const texts = Object.fromEntries(SIDES.map((side) => [side, $(side).value.toWellFormed()]));
  $("compare").disabled = true;
  say("Comparing …");
  try {
    say(await compare(texts));
  } finally {
    $("compare").disabled = false;
  }
});

/** Show the answer for two texts; returns what to say about it or why there is none, else "". */
async function compare(texts) {
  const body = { offset_unit: "utf16", profile: profile() };
  for (const side of SIDES) body[side] = { text: texts[side] };
  let response, answer;
  try {
    response = await send("/compare", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (response.ok) answer = await response.json();
  } catch (error) {
    // A SyntaxError means that a proxy answered with a page of its own.
    if (!["TypeError", "TimeoutError", "SyntaxError"].includes(error.name)) throw error;
    return `${FAILED}: the server cannot be reached. Try again.`;
  }
  if (answer) {
    // The form may have been cleared, or the texts edited, while the answer was on its way.
    const now = SIDES.map((side) => $(side).value.toWellFormed());
    if (!now.some(Boolean)) return "";
    show(texts, answer);
    return now.every((text, n) => text === texts[SIDES[n]]) ? "" : CHANGED;
  }
  const { status } = response;
  return status === 413
    ? `${FAILED}: together they are too long for the server.`
    : `${FAILED}: ${await reasonOf(response)}`;
}

// Out -----------------------------------------------------------------------------------------

let result = null; // the texts of the answer that is shown, and the answer
let seen = []; // the changes that are shown, each with its number among all
let ends = []; // theirs, as returned by showColumns()
let chosen = -1; // the number of a change
const svg = layer();
const narrow = matchMedia("(max-width: 620px)");
const redraw = () => {
  if (!narrow.matches && !$("result").hidden) drawLines(svg, $("columns"), seen, ends);
};
new ResizeObserver(redraw).observe($("columns"));

const filter = filterBy(["effect", "kind"], {
  all: "Show all changes",
  note: "Select one to see only its changes.",
  hue: (facet, { effect }) => (/hotter|cooler/.test(effect) ? "sensational" : "hedging"),
});

function show(texts, answer) {
  const changes = answer.changes.map((change, n) => ({ ...change, n }));
  result = { texts, answer, changes };
  filter.showAll();
  $("texts").open = false;
  $("result").hidden = false;
  $("summary").textContent = summaryOf(answer);
  for (const id of ["legend", "filter", "changes-part"]) $(id).hidden = !changes.length;
  refilter();
  showDifference($("scores"), answer);
  $("result-title").focus();
}

/** Show the changes that the chosen chips leave, with the numbers that they have among all. */
function refilter() {
  const { texts, answer, changes } = result;
  filter.show($("filters"), changes, refilter);
  seen = changes.filter(filter.wanted);
  chosen = -1;
  $("walk").hidden = !seen.length;
  $("current").textContent = "";
  const all = changes.length ? count(changes.length, "change") : "No change";
  $("result-title").textContent = filter.isFiltered() ? `${seen.length} of ${all}` : all;
  ends = showColumns($("columns"), texts, answer, seen, choose);
  $("columns").append(svg);
  redraw();
  showChanges($("changes"), seen, goTo);
}

copyOnClick(
  {
    "copy-report": () => both(reportOf(result)),
    "copy-json": () => [asJson(result.answer)],
  },
  say,
);

/** Show a change in all views; its message is announced. */
function choose(n) {
  chosen = n;
  for (const each of $("result").querySelectorAll("[aria-current], .current")) {
    each.classList.remove("current");
    each.removeAttribute("aria-current");
  }
  for (const each of $("result").querySelectorAll(`[data-changes~="${n}"]`)) {
    each.classList.add("current");
    if (each.matches("button, li")) each.setAttribute("aria-current", "true");
  }
  const { changes } = result;
  $("current").textContent = `${n + 1} of ${changes.length}: ${changes[n].message}`;
  // Where the list does not scroll, it is below the texts.
  const [list, item] = [$("side"), $("changes").children[placeOf(n)]].map((e) => e.getBoundingClientRect());
  if (item.top < list.top || item.bottom > list.bottom) {
    $("side").scrollTop += item.top - list.top - list.height / 2;
  }
}

/** Where a change is among those that are shown. */
const placeOf = (n) => seen.findIndex((change) => change.n === n);

/** Choose a change and scroll to its words; with the keyboard, the focus goes there. */
function goTo(n, { focus = true } = {}) {
  choose(n);
  const place = placeOf(n);
  const end = ends[place][seen[place].before ? "before" : "after"];
  end.scrollIntoView({ block: "center" });
  if (focus) end.focus({ preventScroll: true });
}

/** Go to the next change or, with a step of -1, to the previous one. */
function walk(step, how) {
  const at = chosen < 0 && step < 0 ? 0 : placeOf(chosen);
  goTo(seen[(at + step + seen.length) % seen.length].n, how);
}
$("previous").addEventListener("click", () => walk(-1, { focus: false }));
$("next").addEventListener("click", () => walk(1, { focus: false }));
document.addEventListener("keydown", (event) => {
  if (event.key !== "F8" || $("result").hidden || !seen.length) return;
  event.preventDefault();
  walk(event.shiftKey ? -1 : 1);
});

/** Request what may need a key. */
function ask() {
  limits();
  offerProfiles($("profile"), sayOutdated);
}
askForKey($("key"), ask);
ask();
