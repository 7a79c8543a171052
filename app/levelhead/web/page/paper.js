/** The paper: inserts articles, as lists of [role, text], at the caret or in place of everything. */

// The element of a role; levelhead.js gives it the same role again. A block without one, such as
// the first line that is typed, may be a headline by its form.
const TAGS = { headline: "h2", blockquote: "blockquote", caption: "figcaption", null: "div" };

const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\n": "<br>" };
const escape = (text) => text.replace(/[&<>\n]/g, (c) => SIGNS[c]);

const htmlOf = (blocks) =>
  blocks
    .map(([role, text]) => `<${TAGS[role] ?? "p"}>${escape(text)}</${TAGS[role] ?? "p"}>`)
    .join("");

// execCommand is deprecated and has no successor: no other edit goes into the browser's undo.
const command = (name, value) => document.execCommand(name, false, value);

/** Where a paste has to go, even if the caret moves while the article is being read. */
export function caretIn(paper) {
  const selection = getSelection();
  const inside = selection.rangeCount && paper.contains(selection.anchorNode);
  return inside ? selection.getRangeAt(0).cloneRange() : null;
}

/** Insert text at the caret, as typing would. */
export const insertText = (text) => command("insertText", text);

/** Put the caret at a position from caretIn(); without one, at the end of the paper. */
export function goTo(paper, caret) {
  paper.focus({ preventScroll: true });
  const selection = getSelection();
  selection.selectAllChildren(paper.lastElementChild ?? paper);
  selection.collapseToEnd();
  if (!caret) return;
  selection.removeAllRanges();
  selection.addRange(caret);
}

// An article takes several edits; undo must not stop between them.
const between = new Set();
const REMEMBERED = 50;

function step(paper, before, ...edit) {
  command(...edit);
  if (!paper.textContent || paper.innerHTML === before) return;
  between.add(paper.innerHTML);
  if (between.size > REMEMBERED) between.delete(between.values().next().value);
}

/** Insert blocks at the caret: a single one into the paragraph there, several as paragraphs. */
export function insertBlocks(paper, blocks) {
  if (blocks.length === 1) return insertText(blocks[0][1]);
  const before = paper.innerHTML;
  const selection = getSelection();
  if (!selection.isCollapsed) step(paper, before, "delete");
  const { left, right } = aroundCaret(paper, selection);
  // Chromium joins what is inserted with the text around it, so it gets an empty paragraph.
  if (left && right) step(paper, before, "insertParagraph");
  if (left || right) step(paper, before, "insertParagraph");
  if (right) selection.modify("move", "backward", "character");
  step(paper, before, "formatBlock", "p");
  command("insertHTML", htmlOf(blocks));
}

/** Whether there is text before and after the caret in its paragraph. */
function aroundCaret(paper, { focusNode, focusOffset }) {
  let block = focusNode;
  while (block !== paper && block.parentNode !== paper) block = block.parentNode;
  const before = new Range();
  before.setStart(block, 0);
  before.setEnd(focusNode, focusOffset);
  const after = new Range();
  after.setStart(focusNode, focusOffset);
  after.setEnd(block, block.childNodes.length ?? block.length);
  return { left: before.toString().trim(), right: after.toString().trim() };
}

/** Replace everything on the paper; one undo brings it back. */
export function replace(paper, blocks) {
  const focused = paper === document.activeElement;
  const before = paper.innerHTML;
  paper.focus({ preventScroll: true });
  getSelection().selectAllChildren(paper);
  // Or the first new block would go inside an old headline. On an empty paper it would be a step of
  // undo that changes nothing.
  if (before !== "<p><br></p>") step(paper, before, "formatBlock", "p");
  getSelection().selectAllChildren(paper);
  if (blocks.length) command("insertHTML", htmlOf(blocks));
  else command("delete");
  if (focused) return;
  getSelection().collapse(paper, 0);
  paper.blur(); // on a phone the keyboard would cover the paper
}

/** Take back the last edit of the paper, wherever the focus is. */
export const undo = () => command("undo");

/** Keep undo and redo, from keys or menus, from stopping halfway through a replacement. */
export function undoWholly(paper) {
  paper.addEventListener("input", ({ inputType }) => {
    const again = { historyUndo: "undo", historyRedo: "redo" }[inputType];
    if (again && between.has(paper.innerHTML)) queueMicrotask(() => command(again));
  });
}
