/** Articles on their way in and out of the paper: lists of [role, text]. */

const HEADLINE_WORDS = 25; // as the service has it
const BLOCKS =
  "address,article,aside,blockquote,dd,div,dl,dt,figcaption,figure,footer,form,h1,h2,h3,h4,h5,h6,header,hr,li,main,nav,ol,p,pre,section,table,td,th,tr,ul".split(
    ",",
  );
const SILENT =
  "script,style,template,noscript,head,nav,form,button,select,textarea,iframe,svg,math,object,[hidden],[aria-hidden=true]";
const ROLES = {
  h1: "headline",
  h2: "headline",
  h3: "headline",
  h4: "headline",
  h5: "headline",
  h6: "headline",
  blockquote: "blockquote",
  figcaption: "caption",
};
// How a role looks on the paper; whatever else stands there is body.
const TAGS = { headline: "h2", blockquote: "blockquote" };

const tidy = (text) => text.replace(/[\s\u00a0]+/g, " ").trim();

/** Whether a line looks like the title of what follows it. */
const isTitle = (line) =>
  line.split(" ").length <= HEADLINE_WORDS && !/[.!?…]["”’')\]]*$/.test(line);

/** A plain text: paragraphs by blank lines, or by lines where there are none. */
export function fromText(text) {
  const whole = text.replace(/\r\n?/g, "\n").trim();
  const parts = whole
    .split(/\n\s*\n/.test(whole) ? /\n\s*\n/ : /\n/)
    .map(tidy)
    .filter(Boolean);
  return parts.map((part, n) => [
    n === 0 && parts.length > 1 && isTitle(part) ? "headline" : "body",
    part,
  ]);
}

/** What a reader of an HTML text sees of it. It is parsed as data: nothing runs, nothing loads. */
export function fromHtml(html) {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  const mains = [...body.querySelectorAll("article, main")];
  const root = mains.find((each) => each.textContent.length > body.textContent.length / 3) ?? body;
  const found = [];
  let text = "";
  const flush = (role) => {
    if (tidy(text)) found.push([role, tidy(text)]);
    text = "";
  };
  const visit = (parent, role) => {
    for (const node of parent.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) text += node.data;
      else if (node.nodeType !== Node.ELEMENT_NODE || node.matches(SILENT)) continue;
      else if (node.localName === "br") text += " ";
      else if (BLOCKS.includes(node.localName)) {
        flush(role);
        const own = ROLES[node.localName] ?? role;
        visit(node, own);
        flush(own);
      } else visit(node, role);
    }
  };
  visit(root, "body");
  flush("body");
  return found;
}

const escape = (text) =>
  text.replace(/[&<>]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[c]);

function htmlOf(blocks) {
  return blocks
    .map(([role, text]) => `<${TAGS[role] ?? "p"}>${escape(text)}</${TAGS[role] ?? "p"}>`)
    .join("");
}

/** Put blocks, or the `plain` text of a single one, where the caret is; it can be undone. */
export function insert(blocks, plain) {
  if (blocks.length === 1) {
    document.execCommand("insertText", false, plain.replace(/\s+/g, " ") || blocks[0][1]);
  } else if (blocks.length) {
    const { focusNode } = getSelection();
    if ((focusNode.closest ? focusNode : focusNode.parentElement).closest("h2, blockquote")) {
      document.execCommand("insertParagraph"); // paragraphs do not go into a headline
      document.execCommand("formatBlock", false, "p");
    }
    document.execCommand("insertHTML", false, htmlOf(blocks));
  }
}

/** Put an article in the place of all that stands on the paper; this can be undone too. */
export function replace(paper, blocks) {
  const focused = paper === document.activeElement;
  paper.focus({ preventScroll: true });
  getSelection().selectAllChildren(paper);
  document.execCommand("delete");
  document.execCommand("formatBlock", false, "p"); // or the first block would go on inside the old one
  if (blocks.length) document.execCommand("insertHTML", false, htmlOf(blocks));
  getSelection().collapse(paper, 0);
  if (!focused) paper.blur(); // on a phone the keyboard would cover it
}
