/* levelhead.js marks hedging and sensational wording in the editors of a page, as people type.
 *
 *   <script src="https://levelhead.example/levelhead.js" defer></script>
 *   <textarea data-levelhead></textarea>
 *
 *   const handle = levelhead.attach(element, {server, key, onResult});
 *
 * It is one file without dependencies and without a build step, so that a page can take it from
 * the service as it is. docs/levelhead-js.md says how to use it. Data flows one way: element →
 * blocks → answers → marks → what is painted. Nothing here changes the DOM of an element; what
 * has to be drawn stands in a layer of its own, in a shadow root.
 */
(() => {
  "use strict";
  if (window.levelhead) return; // two tags for one script

  // ── Numbers ────────────────────────────────────────────────────────────────────────────────

  const DEBOUNCE_MS = 400;
  // Long enough for a megabyte on a busy server; a connection that hangs must not hang for ever.
  const TIMEOUT_MS = 30_000;
  // After an error without Retry-After: this long, then twice that, up to the second.
  const FIRST_WAIT_MS = 5_000,
    LONGEST_WAIT_MS = 60_000;
  // Half of what GET /limits allows, so that the first marks of a very long text come soon.
  const BLOCKS_AT_ONCE = 500,
    UNITS_AT_ONCE = 400_000;
  // Answers that are kept beside those of the present blocks, so that undo costs no request.
  const SPARE_ANSWERS = 200;
  const HOVER_MS = 250,
    LEAVE_MS = 300;
  const GAP_PX = 8;

  // The arithmetic of app/score.py: an answer put together from parts equals the whole one.
  const SATURATION = 1 / 30,
    SHORTEST = 30;
  const BANDS = { sensational: [0.15, 0.35], hedging: [0.2, 0.4] };
  const DIMENSIONS = ["sensational", "hedging"];

  const source = document.currentScript?.src;
  const HOME = source ? new URL(".", source).href.replace(/\/$/, "") : null;

  // ── Blocks: what an element says, in the parts that are sent ───────────────────────────────

  const ROLES = {
    H1: "headline",
    H2: "headline",
    H3: "headline",
    H4: "headline",
    H5: "headline",
    H6: "headline",
    BLOCKQUOTE: "blockquote",
    FIGCAPTION: "caption",
  };
  const SILENT = "script, style, template, noscript, textarea, select, button, iframe, svg, math";

  /** A part of a text: its offsets count UTF-16 units, and it is told from others by its key. */
  function blockOf(role, text, place) {
    const said = text.toWellFormed(); // half a surrogate pair is a 422; its stand-in is as long
    return { role, text: said, key: `${role}\n${said}`, marks: [], ...place };
  }

  /** The blocks of an element; `pieces` say which text node holds which part of a block. */
  function readElement(root) {
    const blocks = [];
    let text = "",
      pieces = [];
    const flush = (role) => {
      if (text.trim()) blocks.push(blockOf(role, text, { pieces }));
      text = "";
      pieces = [];
    };
    const visit = (parent, role) => {
      // Where line ends are shown as spaces they are read as such.
      const collapses = !/pre|break-spaces/.test(getComputedStyle(parent).whiteSpace);
      for (const node of parent.childNodes) {
        if (node.nodeType === Node.TEXT_NODE) {
          pieces.push({ node, start: text.length, end: text.length + node.length });
          text += collapses ? node.data.replace(/[\n\r\t]/g, " ") : node.data;
        } else if (node.nodeType === Node.ELEMENT_NODE) {
          if (node.localName === "br") {
            text += "\n";
            continue;
          }
          const { display } = getComputedStyle(node);
          if (display === "none" || node.matches(SILENT)) continue;
          if (/^(inline|contents|ruby)/.test(display)) {
            visit(node, role);
          } else {
            flush(role);
            const own = ROLES[node.tagName] ?? role;
            visit(node, own);
            flush(own);
          }
        }
      }
    };
    const role = ROLES[root.tagName] ?? "body";
    visit(root, role);
    flush(role);
    return blocks;
  }

  /** The paragraphs of a plain text, divided where the service would divide them. */
  function readText(value) {
    const blocks = [];
    let start = 0;
    const take = (end) => {
      if (value.slice(start, end).trim()) {
        blocks.push(blockOf("body", value.slice(start, end), { start }));
      }
    };
    for (const found of value.matchAll(/\s*\n\s*/g)) {
      const end = found.index + found[0].length;
      const once = found[0].indexOf("\n") === found[0].lastIndexOf("\n");
      const wraps = /^\p{Ll}/u.test(value.slice(end, end + 2));
      if (once && wraps && !/[.!?…"”’']$/.test(value.slice(0, found.index).slice(-1))) continue;
      take(found.index);
      start = end;
    }
    take(value.length);
    return blocks;
  }

  const GAPS = /[\s\x1c-\x1f\x85]+/u;
  const UNSEEN =
    /[\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/g;
  const LOOSE = new Set("–—-•|&/");

  /** The number of words as the service counts them: what gaps part, but for loose dashes. */
  function wordsIn(text) {
    const words = text.replace(UNSEEN, "").split(GAPS).filter(Boolean);
    return words.filter((w, n) => n === 0 || n === words.length - 1 || !LOOSE.has(w)).length;
  }

  /** Marks of a block carried into its next version: those that the edit touches are gone. */
  function carry(marks, before, after) {
    const most = Math.min(before.length, after.length);
    let head = 0,
      tail = 0;
    while (head < most && before[head] === after[head]) head++;
    while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
    const shift = after.length - before.length;
    return marks.flatMap((mark) => {
      if (mark.end <= head) return [mark];
      if (mark.start < before.length - tail) return [];
      return [{ ...mark, start: mark.start + shift, end: mark.end + shift }];
    });
  }

  /** Give blocks the marks that they, or what they were before, had. */
  function inherit(old, blocks) {
    const held = Map.groupBy(old, (block) => block.key);
    const present = new Set(blocks.map((block) => block.key));
    const gone = old.filter((block) => !present.has(block.key));
    for (const block of blocks) {
      const same = held.get(block.key)?.shift();
      const was = same ?? gone.shift();
      if (was) block.marks = same ? was.marks : carry(was.marks, was.text, block.text);
    }
  }

  // ── The service ────────────────────────────────────────────────────────────────────────────

  /** Why there is no answer: `wait` in ms before it may be asked again, null if never. */
  class Trouble extends Error {
    constructor(message, wait) {
      super(message);
      this.wait = wait;
    }
  }

  const REFUSED = {
    401: "levelhead asks for a key.",
    403: "levelhead does not accept this key.",
    413: "This text is too long for levelhead.",
  };

  function retryAfter(response) {
    const given = response.headers.get("Retry-After");
    if (!given) return undefined;
    const ms = /^\d+$/.test(given.trim()) ? Number(given) * 1000 : Date.parse(given) - Date.now();
    return Number.isFinite(ms) ? Math.max(ms, 0) : undefined;
  }

  /** The answer of POST /analyze to some blocks; throws Trouble, or AbortError when told to stop. */
  async function analyze({ server, key, explain, fetch = window.fetch }, blocks, signal) {
    const body = requestOf(blocks, explain);
    const headers = { "Content-Type": "application/json" };
    if (key) headers["X-API-Key"] = key;
    let response;
    try {
      response = await fetch(`${server}/analyze`, {
        method: "POST",
        headers,
        body: JSON.stringify(body),
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
        referrerPolicy: "no-referrer",
      });
      if (response.ok) return await response.json();
    } catch (error) {
      if (signal.aborted) throw error;
      throw new Trouble("levelhead cannot be reached.", undefined);
    }
    const { status } = response;
    if (status === 429) throw new Trouble("levelhead has had many requests.", retryAfter(response));
    if (status >= 500) throw new Trouble("levelhead is busy.", retryAfter(response));
    throw new Trouble(REFUSED[status] ?? `levelhead could not read this text (${status}).`, null);
  }

  /** The body of a request for these blocks, each by its number. */
  function requestOf(blocks, explain) {
    const body = {
      blocks: blocks.map(({ role, text }, n) => ({ id: `b${n}`, role, text })),
      offset_unit: "utf16",
    };
    return explain ? { ...body, explain: true } : body;
  }

  /** What an answer says of each block that was asked for; sentences count from the block's own. */
  function divide(answer, count) {
    const parts = Array.from({ length: count }, () => ({
      spans: [],
      suppressed: [],
      sentences: [],
    }));
    const partOf = ({ block }) => parts[Number(block.slice(1))];
    const first = new Map();
    answer.sentences.forEach((sentence, n) => {
      const part = partOf(sentence);
      if (!first.has(part)) first.set(part, n);
      part.sentences.push(sentence);
    });
    for (const span of answer.spans) {
      const part = partOf(span);
      part.spans.push({ ...span, sentence: span.sentence - first.get(part) });
    }
    for (const seen of answer.suppressed ?? []) partOf(seen).suppressed.push(seen);
    return parts;
  }

  /** Round as the service's Python does: what lies just between two goes to the even one. */
  function round(value, places) {
    const kept = value.toFixed(places + 30).slice(0, -30);
    const between = /^50*$/.test(value.toFixed(places + 30).slice(-30));
    return Number(between && /[02468]$/.test(kept) ? kept : value.toFixed(places));
  }

  function textScore(spans, words) {
    const sum = spans.reduce((total, span) => total + span.score, 0);
    return round(1 - Math.exp(-sum / Math.max(words, SHORTEST) / SATURATION), 3);
  }

  /** The figures of one dimension of a text, from its spans and its number of words. */
  function scoreOf(dimension, spans, words) {
    const mine = spans.filter((span) => span.dimension === dimension);
    const score = textScore(mine, words);
    const [moderate, high] = BANDS[dimension];
    return {
      score,
      band: score >= high ? "high" : score >= moderate ? "moderate" : "low",
      spans: mine.length,
      per_100_words: round((100 * mine.length) / Math.max(words, 1), 2),
      by_voice: {
        author: textScore(
          mine.filter((span) => span.voice !== "quoted"),
          words,
        ),
        quoted: textScore(
          mine.filter((span) => span.voice === "quoted"),
          words,
        ),
      },
    };
  }

  /** The answer that POST /analyze would give to all blocks, from the parts that it gave. */
  function merge(blocks, parts, { engine, explain }) {
    const spans = [],
      suppressed = [],
      sentences = [];
    let words = 0;
    blocks.forEach((block, n) => {
      const part = parts.get(block.key);
      const name = { block: `b${n}` };
      const first = sentences.length;
      spans.push(...part.spans.map((s) => ({ ...s, ...name, sentence: s.sentence + first })));
      suppressed.push(...part.suppressed.map((s) => ({ ...s, ...name })));
      sentences.push(...part.sentences.map((s) => ({ ...s, ...name })));
      words += wordsIn(block.text);
    });
    const scores = Object.fromEntries(DIMENSIONS.map((d) => [d, scoreOf(d, spans, words)]));
    const seen = explain ? { suppressed } : {};
    return {
      scores,
      spans,
      ...seen,
      sentences,
      words,
      language: "en",
      offset_unit: "utf16",
      engine,
    };
  }

  // ── Suggestions as edits of a text ─────────────────────────────────────────────────────────

  const ADVICE = {
    attribute: "Say who says so.",
    quantify: "Give the figure.",
    rephrase: "Say it another way.",
  };
  const VOWEL =
    /^["'“‘]?(?:hour|honest|honou?r|heir|[ai]|e(?!u)|o(?!ne\b|nce\b)|u(?!ni[^nm]|s[aeiu]|t[ei]))/i;
  const SPELT = /^[AEFHILMNORSX][A-Z]+\b/; // an MP

  /** Whether a suggestion is an edit, and not only advice. */
  const isEdit = ({ action }) => action === "replace" || action === "delete";

  /** What a suggestion does to a text: put `text` between `start` and `end`; all around agrees. */
  function editOf(text, { start, end }, suggestion) {
    const old = text.slice(start, end);
    let put = suggestion.action === "delete" ? "" : suggestion.text;
    if (put && /^\p{Lu}/u.test(old)) {
      const shouts = old.length > 1 && old === old.toUpperCase();
      put = shouts ? put.toUpperCase() : put[0].toUpperCase() + put.slice(1);
    }
    if (!put) {
      const before = text.slice(0, start),
        after = text.slice(end);
      const gap = /^[ \t\u00a0]+/.exec(after)?.[0].length ?? 0;
      const opens = /(^|[\n.!?…"“‘(]\s*)$/.test(before);
      if (gap && (opens || /\s$/.test(before))) end += gap;
      else if (/^([.,;:!?)”’"']|$)/.test(after)) start -= /,?[ \t\u00a0]*$/.exec(before)[0].length;
      if (opens && /^\p{Lu}/u.test(old) && /^\p{Ll}/u.test(text.slice(end, end + 2))) {
        put = text.slice(end, end + 1).toUpperCase();
        end += put.length;
      }
    }
    const article = /\b([Aa])(n?)(\s+)$/.exec(text.slice(0, start));
    if (article) {
      const next = put || text.slice(end, end + 12);
      const right = article[1] + (VOWEL.test(next) || SPELT.test(next) ? "n" : "") + article[3];
      if (right !== article[0]) {
        start -= article[0].length;
        put = right + put;
      }
    }
    return { start, end, text: put };
  }

  // ── Painting ───────────────────────────────────────────────────────────────────────────────

  // Solid against dotted, and at two depths, so that colour is not the only sign and both show
  // where one word bears both. The pair for dark ground is chosen by the text's own lightness: a
  // page may be dark by a switch of its own, whatever the system prefers.
  const PALETTE = {
    light: { sensational: "#b3261e", hedging: "#1a6390", tints: ["#b3261e1f", "#1a63901a"] },
    dark: { sensational: "#ff9c8f", hedging: "#86c8f2", tints: ["#ff9c8f2e", "#86c8f229"] },
  };
  const painted = (css) =>
    Object.entries(PALETTE)
      .map(([ground, c]) => css(ground, c))
      .join("");
  const HIGHLIGHTS = sheet(
    painted(
      (ground, c) => `
    ::highlight(levelhead-sensational-${ground}) {
      background-color: ${c.tints[0]};
      text-decoration: underline solid 2px ${c.sensational}; text-underline-offset: 3px;
      text-decoration-skip-ink: none;
    }
    ::highlight(levelhead-hedging-${ground}) {
      background-color: ${c.tints[1]};
      text-decoration: underline dotted 3px ${c.hedging}; text-underline-offset: 5px;
      text-decoration-skip-ink: none;
    }`,
    ) +
      `
    ::highlight(levelhead-current) { background-color: #e8b30052; }`,
  );

  function sheet(css) {
    const made = new CSSStyleSheet(); // allowed by a strict CSP, which a <style> element is not
    made.replaceSync(css);
    return made;
  }

  function adopt(root, ...sheets) {
    for (const each of sheets) {
      if (root.adoptedStyleSheets && !root.adoptedStyleSheets.includes(each))
        root.adoptedStyleSheets.push(each);
    }
  }

  /** One of the page's highlights; null where the browser has none, and then nothing is painted. */
  function highlight(name) {
    if (!window.Highlight || !CSS.highlights) return null;
    if (!CSS.highlights.has(name)) {
      const made = new Highlight();
      made.priority = name === "levelhead-current" ? 2 : name.includes("sensational") ? 1 : 0;
      CSS.highlights.set(name, made);
    }
    return CSS.highlights.get(name);
  }

  /** "dark" where an element's text is light, in whatever notation its colour is given. */
  function groundOf(element) {
    const pixel = new OffscreenCanvas(1, 1).getContext("2d");
    pixel.fillStyle = getComputedStyle(element).color;
    pixel.fillRect(0, 0, 1, 1);
    const [r, g, b] = pixel.getImageData(0, 0, 1, 1).data;
    return 0.2126 * r + 0.7152 * g + 0.0722 * b > 140 ? "dark" : "light";
  }

  // ── Surfaces: an element or a textarea, as something that has blocks, ranges and a caret ────

  /** An element with text in its own DOM: contenteditable, or an article that is only read. */
  class ElementSurface {
    constructor(element, onChange) {
      this.element = element;
      this.root = element.getRootNode();
      this.observer = new MutationObserver(onChange);
      this.observer.observe(element, { childList: true, characterData: true, subtree: true });
      adopt(this.root, HIGHLIGHTS);
    }

    read() {
      return readElement(this.element);
    }

    range({ pieces }, start, end) {
      const first = pieces.find((piece) => piece.end > start);
      const last = pieces.findLast((piece) => piece.start < end);
      if (!first || !last) return null;
      const made = new Range();
      made.setStart(first.node, Math.min(Math.max(start - first.start, 0), first.node.length));
      made.setEnd(last.node, Math.min(end - last.start, last.node.length));
      return made;
    }

    /** Before (-1), in (0) or behind (1) the mark: where the caret is; null if it is elsewhere. */
    caret(mark) {
      const { focusNode, focusOffset } = getSelection();
      if (!focusNode || !this.element.contains(focusNode)) return null;
      return mark.range.comparePoint(focusNode, focusOffset);
    }

    editable(block) {
      return Boolean(block.pieces[0]?.node.parentElement?.isContentEditable);
    }

    /** Put the caret behind the mark, and the focus where it can be. */
    select({ range }, whole = false) {
      if (this.element.isContentEditable) this.element.focus({ preventScroll: true });
      const { startContainer, startOffset, endContainer, endOffset } = range;
      if (whole)
        getSelection().setBaseAndExtent(startContainer, startOffset, endContainer, endOffset);
      else getSelection().collapse(endContainer, endOffset);
    }

    reveal({ range }) {
      range.startContainer.parentElement.scrollIntoView({ block: "nearest", inline: "nearest" });
      const { top, bottom } = range.getBoundingClientRect();
      if (top < 0 || bottom > innerHeight) scrollBy(0, top - innerHeight / 2);
    }

    replace(block, { start, end, text }) {
      const range = this.range(block, start, end);
      this.select({ range }, true);
      // Deprecated and without a successor: the one way that the host's undo takes part in.
      if (document.execCommand(text ? "insertText" : "delete", false, text)) return;
      range.deleteContents();
      if (text) range.insertNode(new Text(text));
      this.element.dispatchEvent(changeOf(text));
    }

    stop() {
      this.observer.disconnect();
    }
  }

  const MEASURES = [
    "direction",
    "fontFamily",
    "fontSize",
    "fontStyle",
    "fontWeight",
    "fontStretch",
    "fontVariant",
    "fontFeatureSettings",
    "fontVariationSettings",
    "fontKerning",
    "fontOpticalSizing",
    "fontSizeAdjust",
    "letterSpacing",
    "wordSpacing",
    "lineHeight",
    "textIndent",
    "textTransform",
    "textAlign",
    "textRendering",
    "tabSize",
    "whiteSpace",
    "overflowWrap",
    "wordBreak",
    "lineBreak",
    "hyphens",
    "unicodeBidi",
    "writingMode",
    "paddingTop",
    "paddingRight",
    "paddingBottom",
    "paddingLeft",
  ];

  /** A textarea: marks lie in a copy of its text, without colour, exactly over its own. */
  class TextareaSurface {
    constructor(element, onChange) {
      this.element = element;
      this.text = new Text();
      this.copy = make("div", { class: "copy" }, [this.text]);
      this.frame = make("div", { class: "frame", "aria-hidden": "true" }, [this.copy]);
      this.layer = layerOf(element);
      this.layer.root.append(this.frame);
      this.stopping = new AbortController();
      const { signal } = this.stopping;
      const align = () => this.align();
      element.addEventListener("input", onChange, { signal });
      element.addEventListener("change", onChange, { signal });
      element.form?.addEventListener("reset", () => setTimeout(onChange), { signal });
      element.addEventListener("scroll", () => this.scroll(), { signal });
      document.addEventListener("scroll", align, { signal, capture: true, passive: true });
      window.addEventListener("resize", align, { signal });
      document.fonts?.addEventListener("loadingdone", align, { signal });
      // What pushes a textarea about changes the size of something that holds it.
      this.observer = new ResizeObserver(align);
      for (let each = element; each; each = each.parentElement) this.observer.observe(each);
      this.restyled = new MutationObserver(align);
      this.restyled.observe(element, { attributes: true });
    }

    read() {
      this.text.data = `${this.element.value}\u200b`; // so that a last, empty line has its height
      this.align();
      return readText(this.element.value);
    }

    /** Lay the copy over the textarea's text, whatever has moved or changed. */
    align() {
      const { element, frame, copy } = this;
      const style = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      const scale = element.offsetWidth ? box.width / element.offsetWidth : 1;
      const border = (side) => parseFloat(style[`border${side}Width`]);
      const bars =
        element.offsetWidth - element.clientWidth - Math.round(border("Left") + border("Right"));
      const low =
        element.offsetHeight - element.clientHeight - Math.round(border("Top") + border("Bottom"));
      const width = box.width / scale - border("Left") - border("Right") - Math.max(bars, 0);
      const height = box.height / scale - border("Top") - border("Bottom") - Math.max(low, 0);
      const barLeft = element.clientLeft - border("Left") > 1 ? bars : 0; // a scroll bar on the left
      const origin = this.layer.origin();
      Object.assign(frame.style, {
        left: `${box.left + (border("Left") + barLeft) * scale - origin.left}px`,
        top: `${box.top + border("Top") * scale - origin.top}px`,
        width: `${width}px`,
        height: `${height}px`,
        transform: scale === 1 ? "none" : `scale(${scale})`,
        visibility: box.width && style.visibility === "visible" ? "visible" : "hidden",
      });
      for (const name of MEASURES) copy.style[name] = style[name];
      frame.style.clipPath = clipOf(element, frame, scale);
      this.scroll();
    }

    scroll() {
      const { scrollLeft, scrollTop } = this.element;
      this.copy.style.transform = `translate(${-scrollLeft}px, ${-scrollTop}px)`;
    }

    range(block, start, end) {
      const made = new Range();
      made.setStart(this.text, Math.min(block.start + start, this.text.length));
      made.setEnd(this.text, Math.min(block.start + end, this.text.length));
      return made;
    }

    caret({ range }) {
      if (this.root().activeElement !== this.element) return null;
      const at = this.element.selectionEnd;
      return at < range.startOffset ? -1 : at <= range.endOffset ? 0 : 1;
    }

    root() {
      return this.element.getRootNode();
    }

    editable() {
      return !this.element.readOnly && !this.element.disabled;
    }

    select({ range }, whole = false) {
      this.element.focus({ preventScroll: true });
      this.element.setSelectionRange(whole ? range.startOffset : range.endOffset, range.endOffset);
    }

    reveal({ range }) {
      const box = this.element.getBoundingClientRect();
      const { top, bottom } = range.getBoundingClientRect();
      if (top < box.top || bottom > box.bottom) {
        this.element.scrollTop += (top + bottom) / 2 - (box.top + box.bottom) / 2;
      }
      this.element.scrollIntoView({ block: "nearest" });
      this.align();
    }

    replace(block, edit) {
      const range = this.range(block, edit.start, edit.end);
      this.select({ range }, true);
      if (document.execCommand(edit.text ? "insertText" : "delete", false, edit.text)) return;
      this.element.setRangeText(edit.text, range.startOffset, range.endOffset, "end");
      this.element.dispatchEvent(changeOf(edit.text));
    }

    stop() {
      this.stopping.abort();
      this.observer.disconnect();
      this.restyled.disconnect();
      this.frame.remove();
    }
  }

  const changeOf = (data) =>
    new InputEvent("input", { bubbles: true, inputType: "insertReplacementText", data });

  /** The part of a frame that the scrolling ancestors of its element let show. */
  function clipOf(element, frame, scale) {
    const shown = { left: -Infinity, top: -Infinity, right: Infinity, bottom: Infinity };
    for (
      let each = element.parentElement;
      each && each !== document.body;
      each = each.parentElement
    ) {
      if (getComputedStyle(each).overflow.includes("visible")) continue;
      const box = each.getBoundingClientRect();
      shown.left = Math.max(shown.left, box.left);
      shown.top = Math.max(shown.top, box.top);
      shown.right = Math.min(shown.right, box.right);
      shown.bottom = Math.min(shown.bottom, box.bottom);
    }
    const box = frame.getBoundingClientRect();
    const cut = [
      shown.top - box.top,
      box.right - shown.right,
      box.bottom - shown.bottom,
      shown.left - box.left,
    ];
    return `inset(${cut.map((px) => `${Math.max(px / scale, 0)}px`).join(" ")})`;
  }

  // ── The layer: what is drawn over the page, and the card ───────────────────────────────────

  const LAYER = sheet(`
    :host { position: absolute; left: 0; top: 0; width: 0; height: 0; z-index: 2147483000; }
    .frame { position: absolute; overflow: hidden; pointer-events: none; transform-origin: 0 0; }
    .copy { box-sizing: border-box; width: 100%; min-height: 100%; margin: 0; color: transparent; }
    .notice, .card {
      position: absolute; box-sizing: border-box; border-radius: 10px;
      font: 14px/1.45 system-ui, sans-serif; text-align: left; letter-spacing: normal;
      color: var(--ink); background: var(--paper); border: 1px solid var(--edge);
      box-shadow: 0 1px 2px #0000001f, 0 8px 28px #00000026;
    }
    .notice { padding: 3px 10px; border-radius: 99px; font-size: 12.5px; pointer-events: none;
      box-shadow: 0 1px 4px #0000001f; color: var(--quiet); white-space: nowrap; }
    .notice:empty { visibility: hidden; }
    .notice, .card { --ink: #1d1b18; --quiet: #5c574f; --paper: #fffdfa; --edge: #d9d3c8;
      --fill: #f2eee6; --focus: #1a5fb4; --sensational: #b3261e; --hedging: #1a6390; }
    .dark { --ink: #f1eee8; --quiet: #b9b3a8; --paper: #25231f; --edge: #46423b; --fill: #35322c;
      --focus: #8ab8ff; --sensational: #ff9c8f; --hedging: #86c8f2; }
    .card { width: min(21rem, calc(100vw - 16px)); padding: 12px 14px 10px; }
    .card[hidden] { display: none; }
    .head { display: flex; align-items: baseline; gap: 8px; margin: 0 0 6px; }
    h2 { margin: 0; flex: 1; font-size: 13px; line-height: 1.4; font-weight: 600; }
    h2 span { text-decoration: underline 2px var(--sensational); text-underline-offset: 4px; }
    .hedging h2 span { text-decoration: underline dotted 3px var(--hedging); }
    .score { font-size: 13px; font-variant-numeric: tabular-nums; color: var(--quiet); }
    p { margin: 0 0 8px; }
    .made { font-size: 12.5px; color: var(--quiet); font-variant-numeric: tabular-nums; }
    .acts { display: flex; flex-wrap: wrap; gap: 6px; margin: 0; padding: 0; }
    button { font: inherit; font-size: 13px; color: inherit; background: var(--fill); cursor: pointer;
      border: 1px solid var(--edge); border-radius: 7px; padding: 4px 10px; min-height: 30px; }
    button:hover { border-color: var(--quiet); }
    button:focus-visible { outline: 2px solid var(--focus); outline-offset: 1px; }
    button.quiet { background: none; }
    .keys { margin: 10px 0 0; padding-top: 7px; border-top: 1px solid var(--edge);
      font-size: 12px; color: var(--quiet); }
    kbd { font: inherit; padding: 0 4px; border: 1px solid var(--edge); border-radius: 4px; }
    @media (pointer: coarse) { .keys { display: none; } button { min-height: 40px; } }
    @media (forced-colors: active) { .card, .notice { border-color: CanvasText; } }
  `);

  function make(tag, attributes = {}, children = []) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  const layers = new WeakMap();

  /** The layer over an element: one for the page, and one for each dialog, which hides the page's. */
  function layerOf(element) {
    const container = element.closest("dialog") ?? document.body;
    if (!layers.has(container)) layers.set(container, new Layer(container));
    return layers.get(container);
  }

  class Layer {
    constructor(container) {
      this.host = make("div", { "data-levelhead-layer": "" });
      this.root = this.host.attachShadow({ mode: "open" });
      adopt(this.root, LAYER, HIGHLIGHTS);
      container.append(this.host);
      this.card = new Card(this);
    }

    /** Where the layer's own zero lies in the window; it scrolls along with the page. */
    origin() {
      return this.host.getBoundingClientRect();
    }
  }

  const words = (id) => id.replaceAll("_", " ");
  const capital = (text) => text[0].toUpperCase() + text.slice(1);

  function labelOf(suggestion) {
    return suggestion.action === "delete" ? "Delete" : `Replace with “${suggestion.text}”`;
  }

  /** A score as the product it is: "0.60 × 1.1 headline = 0.66"; empty without `explain`. */
  function productOf({ base, factors, score }) {
    if (base === undefined || !factors.length) return "";
    const parts = factors.map((factor) => ` × ${factor.value} ${factor.name}`);
    return `${base.toFixed(2)}${parts.join("")} = ${score.toFixed(2)}`;
  }

  /** What is said about one mark, and what can be done about it. */
  class Card {
    constructor(layer) {
      this.layer = layer;
      this.box = make("div", {
        class: "card",
        role: "dialog",
        "aria-labelledby": "title",
        "aria-describedby": "message",
        hidden: "",
      });
      layer.root.append(this.box);
      this.box.addEventListener("keydown", (event) => this.keydown(event));
      this.box.addEventListener("pointerenter", () => clearTimeout(this.leaving));
      this.box.addEventListener("pointerleave", () => this.leave());
      this.box.addEventListener("focusout", (event) => {
        if (this.held && !this.box.contains(event.relatedTarget)) this.close();
      });
    }

    get open() {
      return !this.box.hidden;
    }

    /** Show a mark; `held` keeps the card until it is closed, `focused` moves the focus into it. */
    show(attachment, mark, { held = false, focused = false } = {}) {
      clearTimeout(this.leaving);
      Object.assign(this, { attachment, mark, held });
      const { dimension, category, score, voice, message } = mark;
      this.box.className = `card ${dimension} ${groundOf(attachment.element)}`;
      const edits = attachment.surface.editable(mark.block) ? mark.suggestions.filter(isEdit) : [];
      const advice = mark.suggestions
        .filter((s) => !edits.includes(s))
        .map(adviceOf)
        .join(" ");
      const product = productOf(mark);
      const spoken =
        voice === "author" ? "" : voice === "quoted" ? " · in a quotation" : " · scare quotes";
      this.box.replaceChildren(
        make("div", { class: "head" }, [
          make("h2", { id: "title" }, [
            make("span", {}, [capital(dimension)]),
            ` · ${words(category)}${spoken}`,
          ]),
          make("span", { class: "score", "aria-label": `score ${score.toFixed(2)}` }, [
            score.toFixed(2),
          ]),
        ]),
        make("p", { id: "message" }, [[message, advice].filter(Boolean).join(" ")]),
        ...(product ? [make("p", { class: "made" }, [product])] : []),
        make("div", { class: "acts" }, [
          ...edits.map((s, n) =>
            this.button(labelOf(s), () => attachment.apply(mark, s), String(n + 1)),
          ),
          this.button("Dismiss", () => attachment.dismiss(mark), "x", "quiet"),
        ]),
        make("p", { class: "keys" }, [
          make("kbd", {}, ["F8"]),
          " next  ",
          make("kbd", {}, ["Esc"]),
          " back",
          ...(edits.length ? ["  ", make("kbd", {}, ["1"]), " apply"] : []),
          "  ",
          make("kbd", {}, ["X"]),
          " dismiss",
        ]),
      );
      this.box.hidden = false;
      this.place();
      const current = highlight("levelhead-current");
      current?.clear();
      current?.add(mark.range);
      if (focused) this.box.querySelector("button").focus({ preventScroll: true });
    }

    button(label, act, key, kind = "") {
      const made = make(
        "button",
        { type: "button", class: kind, "aria-keyshortcuts": key, "data-key": key },
        [label],
      );
      made.addEventListener("click", () => {
        const { attachment, mark } = this;
        const back = this.focused();
        this.close();
        if (back) attachment.surface.select(mark);
        act();
      });
      return made;
    }

    focused() {
      return this.layer.root.activeElement !== null;
    }

    /** Below the mark, or above it where there is more room; never out of the window. */
    place() {
      const rects = [...this.mark.range.getClientRects()];
      const rect = rects.find((r) => r.bottom > 0 && r.top < innerHeight) ?? rects[0];
      if (!rect) return this.close();
      const { width, height } = this.box.getBoundingClientRect();
      const page = document.documentElement.clientWidth;
      const below =
        rect.bottom + GAP_PX + height <= innerHeight || rect.top < innerHeight - rect.bottom;
      const top = below ? rect.bottom + GAP_PX : rect.top - GAP_PX - height;
      const left = Math.max(Math.min(rect.left, page - width - GAP_PX), GAP_PX);
      const origin = this.layer.origin();
      this.box.style.left = `${left - origin.left}px`;
      this.box.style.top = `${top - origin.top}px`;
    }

    /** The marks were painted anew: go on with the one that is shown, if it is still there. */
    follow(marks) {
      const mark = marks.find(({ source }) => source === this.mark.source);
      if (mark) this.mark = mark;
      else this.close();
    }

    /** Go, unless somebody comes back or has it held, within a moment. */
    leave() {
      clearTimeout(this.leaving);
      if (!this.held) this.leaving = setTimeout(() => this.close(), LEAVE_MS);
    }

    close({ back = false } = {}) {
      clearTimeout(this.leaving);
      if (!this.open) return;
      this.held = false;
      if (back) this.attachment.surface.select(this.mark);
      this.box.hidden = true;
      highlight("levelhead-current")?.clear();
    }

    keydown(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const buttons = [...this.box.querySelectorAll("button")];
      const at = buttons.indexOf(this.layer.root.activeElement);
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      const meant = buttons.find((button) => button.dataset.key === event.key.toLowerCase());
      if (event.key === "Escape") this.close({ back: true });
      else if (step) buttons.at((at + step) % buttons.length).focus();
      else if (meant) meant.click();
      else return;
      event.preventDefault();
      event.stopPropagation();
    }
  }

  const adviceOf = (suggestion) =>
    ADVICE[suggestion.action] ??
    (suggestion.action === "delete" ? "Better left out." : `Better: “${suggestion.text}”.`);

  // ── Attachments ────────────────────────────────────────────────────────────────────────────

  const attachments = new Map(); // by element, in the order in which they came
  const dismissed = new WeakMap(); // by element, so that dismissals outlive an attachment

  /** An element that is watched: asks for what is new in it, and paints what is known. */
  class Attachment {
    constructor(element, options) {
      const server = (options.server ?? HOME)?.replace(/\/+$/, "");
      if (server === undefined) throw new TypeError("levelhead.attach: say which server");
      this.element = element;
      this.options = { ...options, server };
      this.blocks = [];
      this.parts = new Map(); // what is known of a block, by its key
      this.wanted = options.filter ?? (() => true);
      this.painted = [];
      this.failures = 0;
      this.notBefore = 0;
      this.sequence = 0;
      if (!dismissed.has(element)) dismissed.set(element, new Set());
      this.layer = layerOf(element);
      this.notice = make("div", { class: "notice", role: "status" });
      this.layer.root.append(this.notice);
      const Surface = element.localName === "textarea" ? TextareaSurface : ElementSurface;
      this.surface = new Surface(element, () => this.changed(DEBOUNCE_MS));
      this.stopping = new AbortController();
      this.listen(this.stopping.signal);
      this.changed(0);
    }

    listen(signal) {
      const { element } = this;
      let frame = 0;
      element.addEventListener(
        "pointermove",
        (event) => {
          cancelAnimationFrame(frame);
          frame = requestAnimationFrame(() => this.hover(event));
        },
        { signal },
      );
      element.addEventListener(
        "pointerleave",
        () => {
          clearTimeout(this.hovering);
          this.layer.card.leave();
        },
        { signal },
      );
      element.addEventListener(
        "click",
        (event) => {
          const mark = this.markAt(event);
          if (mark) this.layer.card.show(this, mark);
          else if (this.layer.card.attachment === this) this.layer.card.close();
        },
        { signal },
      );
    }

    /** The marks that show, in the order of the text. */
    get marks() {
      return this.painted;
    }

    // From the element to blocks, and from there to the service ------------------------------

    /** The text may be another: keep what is still right, and ask for the rest in a while. */
    changed(delay) {
      const old = this.blocks;
      const blocks = this.surface.read();
      inherit(old, blocks);
      this.blocks = blocks;
      for (const block of blocks) if (this.parts.has(block.key)) this.settleBlock(block);
      this.paint();
      // A host may draw the same text anew; what was asked or answered about it still holds.
      const same = blocks.length === old.length && blocks.every(({ key }, n) => key === old[n].key);
      if (same && delay) return;
      if (this.layer.card.attachment === this) this.layer.card.close();
      this.forget();
      this.schedule(delay);
    }

    schedule(delay) {
      clearTimeout(this.timer);
      const wait = Math.max(delay, this.notBefore - Date.now());
      this.timer = setTimeout(() => this.ask(), wait);
    }

    async ask() {
      this.controller?.abort();
      this.controller = new AbortController();
      const { signal } = this.controller;
      const turn = ++this.sequence;
      const unknown = new Map(this.blocks.map((block) => [block.key, block]));
      for (const key of this.parts.keys()) unknown.delete(key);
      try {
        if (unknown.size) this.tell("asking");
        for (const some of portions([...unknown.values()])) {
          const answer = await analyze(this.options, some, signal);
          if (turn !== this.sequence) return;
          this.learn(some, answer);
        }
      } catch (error) {
        if (turn !== this.sequence) return;
        if (!(error instanceof Trouble)) throw error;
        this.trouble(error);
        return;
      }
      this.failures = 0;
      this.tell("done");
      this.report();
    }

    learn(asked, answer) {
      this.engine = answer.engine;
      divide(answer, asked.length).forEach((part, n) => this.parts.set(asked[n].key, part));
      for (const block of this.blocks) if (this.parts.has(block.key)) this.settleBlock(block);
      this.paint();
    }

    trouble({ message, wait }) {
      if (wait === null) {
        this.tell("refused", message);
        return;
      }
      const ms = wait ?? Math.min(FIRST_WAIT_MS * 2 ** this.failures, LONGEST_WAIT_MS);
      this.failures += 1;
      this.notBefore = Date.now() + ms;
      this.tell("waiting", `${message} Trying again in ${Math.ceil(ms / 1000)} s.`);
      this.schedule(ms);
    }

    /** A quiet line in the corner of the element, and the host's own `onState`. */
    tell(state, message = "") {
      if (state !== "asking") {
        this.notice.textContent = message; // a new try does not take back what is still so
        this.notice.className = `notice ${groundOf(this.element)}`;
        this.placeNotice();
      }
      const retryAt = state === "waiting" ? new Date(this.notBefore) : null;
      this.options.onState?.({ state, message, retryAt });
    }

    placeNotice() {
      if (!this.notice.textContent) return;
      const box = this.element.getBoundingClientRect();
      const own = this.notice.getBoundingClientRect();
      const origin = this.layer.origin();
      this.notice.style.left = `${Math.max(box.right - own.width - GAP_PX, GAP_PX) - origin.left}px`;
      this.notice.style.top = `${Math.min(box.bottom, innerHeight) - own.height - GAP_PX - origin.top}px`;
    }

    /** Drop answers that nothing shows, once they are many. */
    forget() {
      const present = new Set(this.blocks.map((block) => block.key));
      const spare = [...this.parts.keys()].filter((key) => !present.has(key));
      for (const key of spare.slice(0, Math.max(spare.length - SPARE_ANSWERS, 0)))
        this.parts.delete(key);
    }

    // From answers to marks, and from there to the screen ------------------------------------

    /** The marks of a block as the service gave them; what was dismissed stays so. */
    settleBlock(block) {
      const gone = dismissed.get(this.element);
      const { spans, sentences } = this.parts.get(block.key);
      const held = block.marks;
      block.marks = spans.map((span) => {
        const print = printOf(block, span, sentences);
        const was = held.find(
          (m) => m.start === span.start && m.end === span.end && m.rule === span.rule,
        );
        if (was?.dismissed) gone.add(print);
        // The same mark, where there is one: a card may be open over it.
        return Object.assign(was ?? {}, span, { print, dismissed: gone.has(print) });
      });
    }

    paint() {
      this.wipe();
      const ground = groundOf(this.element);
      this.painted = this.blocks.flatMap((block) =>
        block.marks.flatMap((mark) => {
          if (mark.dismissed || !this.wanted(mark)) return [];
          const range = this.surface.range(block, mark.start, mark.end);
          return range ? [{ ...mark, block, range, source: mark }] : [];
        }),
      );
      for (const { dimension, range } of this.painted) {
        highlight(`levelhead-${dimension}-${ground}`)?.add(range);
      }
      this.placeNotice();
      if (this.layer.card.attachment === this) this.layer.card.follow(this.painted);
    }

    wipe() {
      for (const ground of Object.keys(PALETTE)) {
        for (const dimension of DIMENSIONS) {
          const all = highlight(`levelhead-${dimension}-${ground}`);
          for (const { range } of this.painted) all?.delete(range);
        }
      }
      this.painted = [];
    }

    report() {
      const { blocks, options } = this;
      blocks.forEach((block, n) => {
        block.number = n;
      });
      const all = blocks.flatMap((block) =>
        block.marks.map((mark) => ({ ...mark, block, source: mark })),
      );
      this.answer = merge(blocks, this.parts, { engine: this.engine, explain: options.explain });
      this.options.onResult?.({
        answer: this.answer,
        request: requestOf(blocks, options.explain),
        marks: all.filter((mark) => !mark.dismissed),
        dismissed: all.filter((mark) => mark.dismissed).length,
      });
    }

    // What a person does ---------------------------------------------------------------------

    markAt({ clientX, clientY }) {
      return this.painted.find(({ range }) =>
        [...range.getClientRects()].some(
          (rect) =>
            clientX >= rect.left - 1 &&
            clientX <= rect.right + 1 &&
            clientY >= rect.top - 2 &&
            clientY <= rect.bottom + 4,
        ),
      );
    }

    hover(event) {
      const { card } = this.layer;
      if (event.pointerType === "touch" || event.buttons || card.held) return;
      const mark = this.markAt(event);
      clearTimeout(this.hovering);
      if (!mark) card.leave();
      else if (card.open && card.mark.source === mark.source) clearTimeout(card.leaving);
      else
        this.hovering = setTimeout(
          () => this.painted.includes(mark) && card.show(this, mark),
          HOVER_MS,
        );
    }

    /** To the next mark from the open card or the caret (`step` 1), or to the one before (-1). */
    walk(step) {
      const {
        painted,
        surface,
        layer: { card },
      } = this;
      if (!painted.length) return false;
      let at =
        card.open && card.attachment === this
          ? painted.findIndex((mark) => mark.source === card.mark.source) + step
          : step > 0
            ? painted.findIndex((mark) => (surface.caret(mark) ?? -1) <= 0)
            : painted.findLastIndex((mark) => surface.caret(mark) === 1);
      if (at < 0 || at >= painted.length) at = step > 0 ? 0 : painted.length - 1;
      this.open(painted[at]);
      return true;
    }

    /** Bring a mark into view and show its card, with the focus in it. */
    open(mark) {
      const found = this.painted.find((each) => each === mark || each.source === mark.source);
      if (!found) return;
      this.layer.card.close();
      this.surface.reveal(found);
      this.layer.card.show(this, found, { held: true, focused: true });
    }

    apply({ block, start, end }, suggestion) {
      this.surface.replace(block, editOf(block.text, { start, end }, suggestion));
    }

    dismiss({ source: mark }) {
      mark.dismissed = true;
      if (mark.print) dismissed.get(this.element).add(mark.print);
      this.paint();
      if (this.blocks.every((block) => this.parts.has(block.key))) this.report();
    }

    detach() {
      clearTimeout(this.timer);
      clearTimeout(this.hovering);
      this.sequence += 1;
      this.controller?.abort();
      this.stopping.abort();
      if (this.layer.card.attachment === this) this.layer.card.close();
      this.wipe();
      this.surface.stop();
      this.notice.remove();
      if (attachments.get(this.element) === this) attachments.delete(this.element);
    }
  }

  /** What tells a mark from others of its kind while the rest of the text changes. */
  function printOf(block, span, sentences) {
    const { start, end } = sentences[span.sentence] ?? { start: 0, end: block.text.length };
    return [span.rule, span.start - start, span.text, block.text.slice(start, end)].join("\n");
  }

  /** Blocks in the portions in which they are sent. */
  function* portions(blocks) {
    let some = [],
      units = 0;
    for (const block of blocks) {
      if (
        some.length === BLOCKS_AT_ONCE ||
        (some.length && units + block.text.length > UNITS_AT_ONCE)
      ) {
        yield some;
        [some, units] = [[], 0];
      }
      some.push(block);
      units += block.text.length;
    }
    if (some.length) yield some;
  }

  /** The attachment that a key is meant for: around the focus, or the first if nothing has it. */
  function focused() {
    const all = [...attachments.values()].filter(({ element }) => element.isConnected);
    const within = all.find(
      ({ element, layer: { card } }) =>
        element.matches(":focus-within") ||
        (card.open && card.held && card.attachment.element === element),
    );
    return document.activeElement === document.body ? (within ?? all[0]) : within;
  }

  // Light or dark may be the system's choice, or a class that the host has put on its page.
  const repaint = () => attachments.forEach((attachment) => attachment.paint());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "F8" && focused()?.walk(event.shiftKey ? -1 : 1)) event.preventDefault();
    if (event.key === "Escape") {
      for (const {
        layer: { card },
      } of attachments.values())
        card.close();
    }
  });
  document.addEventListener("pointerdown", (event) => {
    for (const {
      element,
      layer: { host, card },
    } of attachments.values()) {
      const path = event.composedPath();
      if (!path.includes(host) && !path.includes(element)) card.close();
    }
  });
  document.addEventListener(
    "scroll",
    () => {
      for (const attachment of attachments.values()) {
        const { card } = attachment.layer;
        if (card.attachment === attachment && card.open) card.place();
        attachment.placeNotice();
      }
    },
    { capture: true, passive: true },
  );

  // ── What hosts can do ──────────────────────────────────────────────────────────────────────

  /** Mark the words of an element from now on; docs/levelhead-js.md has the options. */
  function attach(element, options = {}) {
    attachments.get(element)?.detach();
    const attachment = new Attachment(element, options);
    attachments.set(element, attachment);
    return Object.freeze({
      element,
      get answer() {
        return attachment.answer;
      },
      get marks() {
        return attachment.marks;
      },
      detach: () => attachment.detach(),
      refresh: () => attachment.changed(0),
      filter: (wanted) => {
        attachment.wanted = wanted;
        attachment.paint();
      },
      open: (mark) => attachment.open(mark),
      dismiss: (mark) => attachment.dismiss(mark),
      /** A range over a stretch of a block, as spans and sentences of the answer name them. */
      range: ({ block, start, end }) => {
        const found = attachment.blocks[Number(block.slice(1))];
        return found ? attachment.surface.range(found, start, end) : null;
      },
    });
  }

  window.levelhead = Object.freeze({ attach, editOf, isEdit, productOf });

  function begin() {
    for (const each of [document.documentElement, document.body]) {
      new MutationObserver(repaint).observe(each, { attributes: true });
    }
    for (const element of document.querySelectorAll("[data-levelhead]")) {
      const { levelhead: server, levelheadKey: key } = element.dataset;
      if (server || HOME !== null) attach(element, { server: server || undefined, key });
    }
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
