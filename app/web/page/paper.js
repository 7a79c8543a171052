/** The paper: articles as lists of [role, text], put where the caret is or in place of everything. */

// The element that stands for a role, and that levelhead.js reads back as the same role.
const TAGS = { headline: "h2", blockquote: "blockquote" };

const escape = (text) =>
  text.replace(/[&<>]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[c]);

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

/** Put the caret at a place that caretIn() gave, or at the end of the paper. */
export function goTo(paper, caret) {
  paper.focus({ preventScroll: true });
  const selection = getSelection();
  if (caret) {
    selection.removeAllRanges();
    selection.addRange(caret);
  } else {
    selection.selectAllChildren(paper);
    selection.collapseToEnd();
  }
}

/** Insert blocks at the caret; a single one goes into the paragraph there. */
export function insertBlocks(blocks) {
  if (blocks.length === 1) return insertText(blocks[0][1]);
  const { focusNode } = getSelection();
  if ((focusNode.closest ? focusNode : focusNode.parentElement).closest("h2, blockquote")) {
    command("insertParagraph"); // paragraphs must not go into a headline
    command("formatBlock", "p");
  }
  command("insertHTML", htmlOf(blocks));
}

// A replacement takes two edits. What is on the paper between them is nothing to stop at.
const between = new Set();
const REMEMBERED = 20;

/** Replace everything on the paper; one undo brings it back. */
export function replace(paper, blocks) {
  const focused = paper === document.activeElement;
  const before = paper.innerHTML;
  paper.focus({ preventScroll: true });
  getSelection().selectAllChildren(paper);
  command("formatBlock", "p"); // or the first new block would go inside an old headline
  if (paper.innerHTML !== before) {
    between.add(paper.innerHTML);
    if (between.size > REMEMBERED) between.delete(between.values().next().value);
  }
  getSelection().selectAllChildren(paper);
  if (blocks.length) command("insertHTML", htmlOf(blocks));
  else command("delete");
  getSelection().collapse(paper, 0);
  if (!focused) paper.blur(); // on a phone the keyboard would cover the paper
}

/** Take back the last edit of the paper, wherever the focus is. */
export const undo = () => command("undo");

/** Keep undo and redo, from keys or menus, from stopping halfway through a replacement. */
export function undoWholly(paper) {
  paper.addEventListener("input", ({ inputType }) => {
    const again = { historyUndo: "undo", historyRedo: "redo" }[inputType];
    if (again && between.has(paper.innerHTML)) setTimeout(() => command(again));
  });
}
