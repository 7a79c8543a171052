/* The article in WordPress's block editor: its texts as readers see them, where each of them is on
 * the screen, and edits through the editor's own stores.
 *
 * A text is the title or one rich text of a block (a paragraph, a caption, a cell of a table).
 * Offsets in it count UTF-16 units.
 */
window.levelheadArticle = ((wp) => {
  "use strict";

  const { blocks, data, dom, richText } = wp;

  // Source code, and blocks that the editor keeps as source: not prose.
  const UNREAD = new Set([
    "core/code",
    "core/freeform",
    "core/html",
    "core/math",
    "core/missing",
    "core/shortcode",
  ]);
  // The role of a text by its block or its attribute; without one, the service decides.
  const BLOCK_ROLES = {
    "core/heading": "headline",
    "core/list-item": "body",
    "core/paragraph": "body",
    "core/preformatted": "body",
    "core/pullquote": "blockquote",
    "core/verse": "body",
  };
  const ATTRIBUTE_ROLES = { caption: "caption", citation: "caption" };
  const OBJECT = "\ufffc"; // replaces an image or a footnote's number in rich text
  const PADDING = "\ufeff"; // the editor's own, around objects

  // ── Reading ────────────────────────────────────────────────────────────────────────────────

  /** Rich text: `text` as readers see it, and `places`, the position of each unit in `record`. */
  function read(value, keepsLines) {
    // A string, or since WordPress 6.5 an object that is its HTML as a string.
    const record = richText.create({ html: String(value), preserveWhiteSpace: keepsLines });
    const places = [];
    for (let at = 0; at < record.text.length; at++) {
      if (record.text[at] !== OBJECT && !record.formats[at]?.some(isFootnote)) places.push(at);
    }
    return { record, places, text: places.map((at) => record.text[at]).join("") };
  }

  // A footnote's number, if WordPress does not support footnotes (before 6.3).
  const isFootnote = ({ attributes, unregisteredAttributes }) =>
    Boolean(attributes?.["data-fn"] ?? unregisteredAttributes?.["data-fn"]);

  /** The rich texts of attributes, each with its path in them: `["body", 0, "cells", 1, "content"]`. */
  function richTextsOf(values, definitions, path = []) {
    return Object.entries(definitions).flatMap(([key, definition]) => {
      const value = values?.[key];
      const here = [...path, key];
      if (definition.source === "query") {
        const items = Array.isArray(value) ? value : [];
        return items.flatMap((item, n) => richTextsOf(item, definition.query, [...here, n]));
      }
      const isRich = definition.source === "html" || definition.source === "rich-text";
      if (!isRich || !value) return [];
      return [{ path: here, keepsLines: Boolean(definition.__unstablePreserveWhiteSpace), value }];
    });
  }

  /** The texts of a block itself, in the order in which readers see them. */
  function ownTextsOf(name, attributes) {
    if (UNREAD.has(name)) return [];
    // A bound value is shown instead of the attribute.
    const bindings = attributes.metadata?.bindings ?? {};
    return richTextsOf(attributes, blocks.getBlockType(name)?.attributes ?? {})
      .filter(({ path: [key] }) => !bindings[key] && !bindings.__default)
      .map(({ path, keepsLines, value }) => ({
        path,
        keepsLines,
        role: ATTRIBUTE_ROLES[path[0]] ?? BLOCK_ROLES[name],
        ...read(value, keepsLines),
      }));
  }

  // Cached by the attributes of a block, which are immutable: a change creates new ones.
  const known = new WeakMap();

  /** The texts of a block and of the blocks inside it, for instance in a synced pattern. */
  function textsOf(block, inside) {
    const { getBlockAttributes, getBlockName, getBlockOrder } = data.select("core/block-editor");
    const name = getBlockName(block);
    const attributes = getBlockAttributes(block);
    if (!known.has(attributes)) known.set(attributes, ownTextsOf(name, attributes));
    const own = known.get(attributes).map((text) => {
      const role = inside && text.role === "body" ? inside : text.role;
      return { ...text, block, role };
    });
    const isAfter = ({ path: [key] }) => key in ATTRIBUTE_ROLES;
    const role = name === "core/quote" ? "blockquote" : inside;
    return [
      ...own.filter((text) => !isAfter(text)),
      ...getBlockOrder(block).flatMap((each) => textsOf(each, role)),
      ...own.filter(isAfter),
    ];
  }

  const titleText = () => ({
    block: null,
    path: ["title"],
    keepsLines: false,
    role: "headline",
    ...read(data.select("core/editor").getEditedPostAttribute("title") ?? "", false),
  });

  /** All texts of the article that are not blank: `{block, path, role, text}`. */
  function texts() {
    const all = data.select("core/block-editor").getBlockOrder();
    return [titleText(), ...all.flatMap((block) => textsOf(block))].filter(({ text }) =>
      text.trim(),
    );
  }

  // ── Showing ────────────────────────────────────────────────────────────────────────────────

  const FRAMES = 60; // in which a folded block has opened once it is selected

  const frame = () => new Promise((done) => requestAnimationFrame(done));

  /** The document of the article: since WordPress 6.3 usually that of a frame. */
  function canvas() {
    const inner = document.querySelector("iframe[name=editor-canvas]")?.contentDocument;
    return inner ?? document;
  }

  /** The text that an element shows, and the position of each unit as `[node, offset]`. */
  function shown(element) {
    const places = [];
    let text = "";
    const visit = (parent) => {
      for (const node of parent.childNodes) {
        if (node.nodeType === Node.TEXT_NODE) {
          for (let at = 0; at < node.length; at++) {
            if (node.data[at] === PADDING || node.data[at] === OBJECT) continue;
            places.push([node, at]);
            text += node.data[at];
          }
        } else if (node.localName === "br") {
          places.push([parent, [...parent.childNodes].indexOf(node)]);
          text += "\n";
        } else if (node.matches?.(":not([contenteditable=false], [data-rich-text-placeholder])")) {
          if (!node.hasAttribute("data-fn")) visit(node);
        }
      }
    };
    visit(element);
    return { places, text };
  }

  /** Whether both texts are equal; a line that the editor pads ends in one `br` more. */
  const same = (a, b) => a.trimEnd() === b.trimEnd();

  /** The element that shows a text, and the position of each unit; undefined if there is none. */
  function viewOf({ block, path, text }) {
    const root = canvas();
    const within = block
      ? [...root.querySelectorAll(`[data-block="${block}"]`)].flatMap((element) =>
          [element, ...element.querySelectorAll(".rich-text")].filter(
            (each) => each.matches(".rich-text") && each.closest("[data-block]") === element,
          ),
        )
      : [...root.querySelectorAll(".wp-block-post-title")];
    const views = within.map((element) => ({ element, ...shown(element) }));
    // Two cells of a table may have the same text.
    const twins = texts().filter((each) => each.block === block && same(each.text, text));
    const nth = twins.findIndex((each) => each.path.join() === path.join());
    return views.filter((view) => same(view.text, text))[nth];
  }

  /** The block to select for a text: for one in a synced pattern, the pattern. */
  function selectableOf({ block }) {
    const { getBlockEditingMode, getBlockRootClientId } = data.select("core/block-editor");
    while (block && getBlockEditingMode?.(block) === "disabled") block = getBlockRootClientId(block);
    return block;
  }

  /** Select a part of a text in the editor, with the focus there, and scroll it into view. */
  async function show(text, start, end) {
    const block = selectableOf(text);
    if (block && data.select("core/block-editor").getSelectedBlockClientId() !== block) {
      data.dispatch("core/block-editor").selectBlock(block);
      await frame(); // the editor puts a caret somewhere in it
    }
    const view = viewOf(text);
    if (!view) {
      // For example, the caption of an embed that could not be fetched is not shown.
      canvas().querySelector(`[data-block="${block}"]`)?.scrollIntoView({ block: "center" });
      return;
    }
    const { element, places } = view;
    for (let n = 0; n < FRAMES && !element.checkVisibility(); n++) await frame();
    const range = element.ownerDocument.createRange();
    const [last, at] = places[end - 1];
    range.setStart(...places[start]);
    range.setEnd(last, at + 1);
    if (element.isContentEditable) {
      element.focus({ preventScroll: true });
      element.ownerDocument.getSelection().setBaseAndExtent(...places[start], last, at + 1);
    } else {
      // A text that is edited elsewhere takes no focus, and a selection in it would be invisible.
      canvas().querySelector(`[data-block="${block}"]`)?.focus({ preventScroll: true });
      highlight(range);
    }
    centre(range, element);
  }

  /** Highlight a range until the next click or key in the article. */
  function highlight(range) {
    const root = range.startContainer.ownerDocument;
    const { CSS, CSSStyleSheet, Highlight } = root.defaultView;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("::highlight(levelhead-shown) { background-color: #e8b30080; }");
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    CSS.highlights.set("levelhead-shown", new Highlight(range));
    const end = () => {
      CSS.highlights.delete("levelhead-shown");
      root.adoptedStyleSheets = root.adoptedStyleSheets.filter((each) => each !== sheet);
    };
    for (const event of ["pointerdown", "keydown"]) {
      root.addEventListener(event, end, { once: true, capture: true });
    }
  }

  /** Scroll until a range is in the middle, if it is out of sight or next to an edge. */
  function centre(range, element) {
    const { documentElement, defaultView } = element.ownerDocument;
    const scroller = dom.getScrollContainer(element) ?? documentElement;
    const { top, bottom } =
      scroller === documentElement
        ? { top: 0, bottom: defaultView.innerHeight }
        : scroller.getBoundingClientRect();
    const box = range.getBoundingClientRect();
    const margin = (bottom - top) / 8;
    if (box.top < top + margin || box.bottom > bottom - margin) {
      scroller.scrollBy(0, (box.top + box.bottom - top - bottom) / 2);
    }
  }

  // ── Editing ────────────────────────────────────────────────────────────────────────────────

  /** Whether a text may be changed here: a synced pattern, for instance, is changed elsewhere. */
  function isEditable({ block }) {
    const { canEditBlock, getBlockEditingMode } = data.select("core/block-editor");
    return block === null || (canEditBlock(block) && getBlockEditingMode?.(block) !== "disabled");
  }

  /** Rich text after an edit. Only the difference is replaced, in its old format (bold, a link). */
  function edited({ record, places, text }, { start, end, text: put }) {
    while (start < end && put && text[start] === put[0]) {
      start += 1;
      put = put.slice(1);
    }
    while (start < end && put && text[end - 1] === put.at(-1)) {
      end -= 1;
      put = put.slice(0, -1);
    }
    const place = places[start] ?? record.text.length;
    const formats = record.formats[start < end ? place : places[start - 1]];
    let value = record;
    // One by one: between two of them there may be a footnote, which stays.
    for (let at = end - 1; at >= start; at--) {
      value = richText.remove(value, places[at], places[at] + 1);
    }
    if (!put) return value;
    const added = richText.create({ text: put });
    if (formats) added.formats = Array.from(put, () => formats);
    return richText.insert(value, added, place, place);
  }

  /**
   * Source with a part of its text replaced, and its other characters and references unchanged;
   * undefined if the part is not contiguous in the source.
   */
  function respelled(source, { text, keepsLines }, { start, end, text: put }) {
    const old = text.slice(start, end);
    const meant = text.slice(0, start) + put + text.slice(end);
    for (let at = source.indexOf(old); old && at >= 0; at = source.indexOf(old, at + 1)) {
      const changed = source.slice(0, at) + put + source.slice(at + old.length);
      if (read(changed, keepsLines).text === meant) return changed;
    }
    return undefined;
  }

  /** A copy of a value with `last` at the end of a path. */
  function withIn(value, [key, ...rest], last) {
    if (key === undefined) return last;
    const copy = Array.isArray(value) ? [...value] : { ...value };
    copy[key] = withIn(value[key], rest, last);
    return copy;
  }

  /** Change a text by an edit of levelhead.editOf, as one undo step. */
  function apply(text, edit) {
    const value = edited(text, edit);
    const after = (old) =>
      respelled(old, text, edit) ??
      richText.toHTMLString({ value, preserveWhiteSpace: text.keepsLines });
    if (text.block === null) {
      const title = after(data.select("core/editor").getEditedPostAttribute("title"));
      data.dispatch("core/editor").editPost({ title });
      return;
    }
    const attributes = data.select("core/block-editor").getBlockAttributes(text.block);
    const [key] = text.path;
    const old = text.path.reduce((each, step) => each[step], attributes);
    const rich = typeof old === "string" ? after(old) : new richText.RichTextData(value);
    const store = data.dispatch("core/block-editor");
    store.__unstableMarkLastChangeAsPersistent(); // earlier typing becomes a separate undo step
    store.updateBlockAttributes(text.block, { [key]: withIn(attributes, text.path, rich)[key] });
  }

  return Object.freeze({ apply, isEditable, show, texts });
})(window.wp);
