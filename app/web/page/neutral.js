/** The article with the suggestions made that are edits, beside the article as written. */
import { make } from "./element.js";

const { editOf, isEdit } = levelhead;
// A word may go if another carries on behind it. "It was shambolic.", "rude and shambolic" and
// "a nightmare for all" would be left with a hole, so they need a person.
const CARRIED = /^[ \u00a0]+(?!(?:and|or|but|nor|as|than)\b)[\p{L}\p{N}£$€]/u;
const DETERMINED =
  /\b(?:an?|the|this|that|these|those|its|his|her|their|our|my|no|some|any)[ \u00a0]+$/i;
const FUNCTION =
  /^[ \u00a0]+(?:for|of|in|on|at|to|by|with|from|into|over|under|after|before|about|against|among|that|which|who|when|where|while|if|because|is|are|was|were|be|has|have|had|will|would|could|may|might|can|should|must|it|he|she|they|we|you|i)\b/i;

/** The edit to make of a mark without asking; null where a person has to write. */
function choose(text, mark) {
  const suggestion = mark.suggestions.find(isEdit);
  if (!suggestion) return null;
  const before = text.slice(0, mark.start),
    after = text.slice(mark.end);
  const carried = CARRIED.test(after) && !(DETERMINED.test(before) && FUNCTION.test(after));
  return suggestion.action === "replace" || carried || isPunctuation(text, mark)
    ? suggestion
    : null;
}

/** "!!!" comes off whatever follows. */
const isPunctuation = (text, { start, end }) => !/[\p{L}\p{N}]/u.test(text.slice(start, end));

/** Both versions of a block, as stretches of [text, kind]: "", "out", "in", or "open" to a person. */
export function level(text, marks) {
  const sorted = marks.toSorted((a, b) => a.start - b.start || b.end - a.end);
  let free = 0;
  const alone = sorted.filter((mark) => mark.start >= free && (free = mark.end));
  let result = text;
  let found = []; // stretches of the result, from the right to the left
  for (const mark of alone.toReversed()) {
    const suggestion = choose(result, mark);
    if (!suggestion) {
      found.unshift({ start: mark.start, end: mark.end, kind: "open" });
      continue;
    }
    const { start, end, text: put } = editOf(result, mark, suggestion);
    const shift = put.length - (end - start);
    result = result.slice(0, start) + put + result.slice(end);
    found = found
      .filter((f) => f.start >= end)
      .map((f) => ({ ...f, start: f.start + shift, end: f.end + shift }));
    found.unshift({ start, end: start + put.length, kind: "in" });
  }
  const kinds = new Map(alone.map((mark) => [mark, choose(text, mark) ? "out" : "open"]));
  return {
    written: stretches(
      text,
      alone.map((mark) => ({ ...mark, kind: kinds.get(mark) })),
    ),
    levelled: stretches(result, found),
    text: result,
    made: [...kinds.values()].filter((kind) => kind === "out").length,
    open: [...kinds.values()].filter((kind) => kind === "open").length,
  };
}

function stretches(text, marked) {
  const parts = [];
  let at = 0;
  for (const { start, end, kind } of marked) {
    if (start > at) parts.push([text.slice(at, start), ""]);
    if (end > start) parts.push([text.slice(start, end), kind]);
    at = end;
  }
  if (at < text.length) parts.push([text.slice(at), ""]);
  return parts;
}

const TAGS = { out: "del", in: "ins", open: "mark" };

/** Show both versions; returns how many edits were made and how many are left to a person. */
export function showVersions(written, levelled, blocks, marksOf) {
  const done = blocks.map((block, n) => ({ role: block.role, ...level(block.text, marksOf(n)) }));
  for (const [place, name] of [
    [written, "written"],
    [levelled, "levelled"],
  ]) {
    place.replaceChildren(
      ...done.map((block) =>
        make(
          block.role === "headline" ? "h4" : "p",
          {},
          block[name].map(([text, kind]) => (kind ? make(TAGS[kind], {}, text) : text)),
        ),
      ),
    );
  }
  const sum = (key) => done.reduce((total, block) => total + block[key], 0);
  return { made: sum("made"), open: sum("open") };
}
