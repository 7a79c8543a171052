/** The levelled version: the article with the few edits that need no check by a person.
 *
 * A suggestion fits a word; only a person can tell whether it fits the sentence. So an edit is
 * made only if both the words and their context leave no doubt; all other marks stay open.
 * Nothing changes inside a quotation, and a hedge always stays: without it a guess is a claim.
 */
import { make } from "./element.js";

const { editOf } = levelhead;

// ── Places ───────────────────────────────────────────────────────────────────────────────────

const any = (list) => `(?:${list.trim().split(/\s+/).join("|")})`;

const DETERMINER = any("a an the this that his her its our their my your");
const DETERMINED = new RegExp(`(?:^|[\\s(—–])${DETERMINER} $`, "i");
// After "the" an adjective may be the noun itself: "The absurd became normal."
const OWNED = /(?:^|[\s(—–])(?:this|his|her|its|our|their|my|your) $/i;
const PREPOSITION = any(
  "about after against amid as at before by during for from in of on over since until with",
);
// Words that cannot be the object of a verb or the noun of an adjective.
const FUNCTION = any(`
  about across after against ahead along although among and apart are around as aside at away
  back be because been before behind being below but by can could did do does down enough for
  forward from had has have he her him his i if in into is it its just may might must nor not of
  off on one ones onto or out over past round shall she should so than that their them then
  there they through till to together too toward towards under until up upon us was we were when
  where whether which while who whose will with without would yet you
`);
const CONTENT = new RegExp(`^ (?!${FUNCTION}\\b)\\p{L}`, "iu");
const OBJECT = new RegExp(
  `^ (?:(?:${DETERMINER}|him|them|us|these|those|for|over|as)\\b|(?!${FUNCTION}\\b)[\\p{L}“‘])`,
  "iu",
);
// What people slam or blast with their hands.
const THINGS =
  /^.{0,24}\b(?:ball|brakes?|cars?|doors?|fists?|gates?|lid|music|phones?|shut|windows?)\b/i;
// Nouns for which "large" can replace "whopping" or "colossal"; a "large relief" is something else.
const SIZED = new RegExp(
  `^ (?:\\p{Ll}+ )?${any(`
  amount bill budget building contract cost crowd deal debt deficit fee fine fire fund grant
  increase investment line loan loss majority number order payment payout price profit project
  queue rise scheme ship site stadium stake sum surplus tower
`)}e?s?\\b`,
  "u",
);
// Here a weaker word, or none, would change the claim: "not furious", "no absurd demands".
const NEGATED =
  /\b(?:no|not|cannot|never|none|nobody|nothing|neither|nor|without|hardly|scarcely|barely|rarely|seldom|far from|anything but|rather than|instead of|den(?:y|ies|ied)|refus(?:e|es|ed)|failed to)\b|n[’']t\b/i;
// Here the meaning depends on the adjective: "all absurd claims", "the first shambolic year".
const TURNS =
  /\b(?:any|all|every|each|only|few|fewer|less|least|more|most|first|last|next|another|other|both|unless|bans?|banned|avoid\w*)\b/i;
const DEGREE = /\b(?:as|equally|how|quite|rather|so|such|too|very) $/i;
// "a" or "an" before these needs a person: a U-turn, an MP, an hour, a one-off, an 8 per cent rise.
const ARTICLE = /(?:^|[\s(—–])an? $/i;
const UNSURE_SOUND = /^ ?(?:[uhUH\d\p{Sc}]|[Ee]u|[Oo]n[ce]|\p{Lu}[\p{Lu}-])/u;

// Then the words before are reported speech, although there are no quotation marks.
const SAID = /[,—–] ?(?:\p{L}+ ){1,4}(?:said|says|added|adds|told|wrote)\b|, (?:said|says)\b/u;

/** Whether a place is in quotation marks, even if the voice of its mark does not say so. */
function isQuoted(text, start) {
  const before = text.slice(0, start);
  return (
    before.lastIndexOf("“") > before.lastIndexOf("”") ||
    before.lastIndexOf("‘") > [...before.matchAll(/’(?!\p{L})/gu)].at(-1)?.index ||
    (before.includes("‘") && !/’(?!\p{L})/u.test(before)) ||
    before.split('"').length % 2 === 0
  );
}

const STOP = /[.!?…\n]/;
const sentenceBefore = (text, start) => text.slice(0, start).split(STOP).at(-1);
const sentenceAfter = (text, end) => text.slice(end).split(STOP, 1)[0];

// ── Edits ────────────────────────────────────────────────────────────────────────────────────

const ENDS = /^(?:[.,;:!?)]|$)/;
const isNoun = (before, after) =>
  DETERMINED.test(before) && (ENDS.test(after) || new RegExp(`^ ${FUNCTION}\\b`, "i").test(after));
const isVerb = (before, after) =>
  /\p{L}[”’)]* $/u.test(before) &&
  !DETERMINED.test(before) &&
  !new RegExp(`\\b${PREPOSITION} $`, "i").test(before) &&
  OBJECT.test(after) &&
  !THINGS.test(after);
const isVow = (before, after) => /\p{L} $/u.test(before) && /^ (?:to|that|not)\b/.test(after);
const isSize = (_, after) => SIZED.test(after);
const isMood = (_, after) => ENDS.test(after) || /^ (?:about|at|over|that|with)\b/.test(after);

// Which words can be replaced by which, and in which contexts.
const SAME = [
  ["slam blast lambast castigat berat upbraid excoriat", "criticis", isVerb],
  ["vow", "promis", isVow],
  ["colossal gigantic gargantuan mammoth ginormous humongous massive whopping", "large", isSize],
  ["furious livid irate apoplectic", "angry", isMood],
  ["blunder howler clanger gaffe", "mistake", isNoun],
  ["foe", "opponent", isNoun],
].map(([from, to, fits]) => ({
  from: new RegExp(`^${any(from)}(|e|s|es|ed|med|ing|ming)$`, "i"),
  to: new RegExp(`^${to}(|e|s|es|ed|ing)$`, "i"),
  fits,
}));
// Endings of the same inflection have the same number here.
const FORMS = { "": 0, e: 0, s: 1, es: 1, ed: 2, med: 2, ing: 3, ming: 3 };

function isSame(old, put, before, after) {
  return SAME.some(({ from, to, fits }) => {
    const [one, other] = [from.exec(old), to.exec(put)];
    return one && other && FORMS[one[1]] === FORMS[other[1]] && fits(before, after);
  });
}

// These add only emphasis; "badly", "seriously" and "criminally" also carry meaning.
const FORCE =
  /^(?:absolutely|utterly|incredibly|unbelievably|insanely|ridiculously|downright|utter)$/i;
// Opinions that are never nouns or verbs. Not "murderous" or "treasonous", which state facts.
const OPINION = new RegExp(
  `^${any(`
  absurd appalling atrocious bonkers calamitous diabolical disgraceful farcical ghastly hideous
  horrendous idiotic laughable ludicrous outrageous preposterous ridiculous risible scandalous
  shambolic shameful woeful
`)}$`,
  "i",
);
// Without its adjective the noun must still be informative; in "It was an absurd plan" it is not.
const PREDICATE =
  /(?:\b(?:am|is|are|was|were|be|been|being|become|becomes|became)|[’'](?:s|re|m)) \p{L}+ $/iu;
const CRITICISED = /\b(?:slam|blast|criticis)\w* (?:an? |the )?$/i;

function isDroppable(text, { start, end }, old, before, after) {
  if (TURNS.test(before + sentenceAfter(text, end)) || DEGREE.test(before)) return false;
  if (!CONTENT.test(after)) return false;
  if (FORCE.test(old)) return start === 0 || text[start - 1] === " ";
  if (!OPINION.test(old)) return false;
  return CRITICISED.test(before) || (OWNED.test(before) && !PREDICATE.test(before));
}

// No paragraph of a real article is longer. All of it is searched for each of its marks.
const LONGEST_PARAGRAPH = 5_000;

/** The edit to make for a mark in its block's text without review; null if a person must decide. */
function choose(text, mark) {
  const { start, end, dimension, suggestions } = mark;
  if (text.length > LONGEST_PARAGRAPH) return null;
  if (dimension !== "sensational" || isQuoted(text, start)) return null;
  const old = text.slice(start, end);
  const before = sentenceBefore(text, start);
  const after = text.slice(end);
  const rest = sentenceAfter(text, end);
  if (NEGATED.test(before + rest) || SAID.test(rest)) return null;
  const isUnsure = (next) => ARTICLE.test(before) && UNSURE_SOUND.test(next);
  const isSafe = ({ action, text: put }) =>
    action === "replace"
      ? !isUnsure(put) && isSame(old, put, before, after)
      : action === "delete" && !isUnsure(after) && isDroppable(text, mark, old, before, after);
  return suggestions.find((each) => isSafe(each) && editOf(text, mark, each)) ?? null;
}

// ── Both versions ────────────────────────────────────────────────────────────────────────────

/** Both versions of a block, as parts [text, kind]: "", "out", "in", or "open" to a person. */
export function level(text, marks) {
  const sorted = marks.toSorted((a, b) => a.start - b.start || b.end - a.end);
  let free = 0;
  const alone = sorted.filter((mark) => mark.start >= free && (free = mark.end));
  let result = text;
  let found = []; // parts of the result, from right to left
  const out = new Set();
  for (const mark of alone.toReversed()) {
    const suggestion = choose(result, mark);
    if (!suggestion) {
      found.unshift({ start: mark.start, end: mark.end, kind: "open" });
      continue;
    }
    out.add(mark);
    const { start, end, text: put } = editOf(result, mark, suggestion);
    const shift = put.length - (end - start);
    result = result.slice(0, start) + put + result.slice(end);
    found = found
      .filter((f) => f.start >= end)
      .map((f) => ({ ...f, start: f.start + shift, end: f.end + shift }));
    found.unshift({ start, end: start + put.length, kind: "in" });
  }
  return {
    written: stretches(
      text,
      alone.map((mark) => ({ ...mark, kind: out.has(mark) ? "out" : "open" })),
    ),
    levelled: stretches(result, found),
    text: result,
    made: out.size,
    open: alone.length - out.size,
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

/** Show both versions; returns the levelled text, and how many edits were made or are left. */
export function showVersions(written, levelled, blocks, marks) {
  const done = blocks.map(({ role, text }, n) => ({
    role,
    ...level(
      text,
      marks.filter((mark) => mark.block.number === n),
    ),
  }));
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
  return {
    text: done.map((block) => block.text).join("\n\n"),
    made: sum("made"),
    open: sum("open"),
  };
}
