/* levelhead.js marks hedging and sensational wording in the editors of a page while people type.
 *
 *   <script src="https://levelhead.example/levelhead.js" defer></script>
 *   <textarea data-levelhead></textarea>
 *
 *   const handle = levelhead.attach(element, {server, key, onResult});
 *
 * One file without dependencies or a build step, so a page can load it straight from the service.
 * docs/levelhead-js.md explains how to use it. Data flows one way: element → blocks → answer →
 * marks → highlights. The DOM of the element never changes; everything that is drawn is in a
 * separate layer, in a shadow root.
 */
(() => {
  "use strict";
  if (window.levelhead) return; // the page loads the script twice

  // ── Numbers ────────────────────────────────────────────────────────────────────────────────

  const DEBOUNCE_MS = 400;
  // Enough for a megabyte on a busy server, but a hanging connection must end.
  const TIMEOUT_MS = 30_000,
    PROBE_MS = 5_000;
  // Wait before the next try where the service sends no Retry-After; doubled after each failure.
  const FIRST_WAIT_MS = 5_000,
    LONGEST_WAIT_MS = 60_000;
  const HOVER_MS = 250,
    LEAVE_MS = 300;
  const PAUSE_MS = 50, // for an editor to see a selection, or to show a change
        CHECKS = 10; // for a change, before it counts as refused
  const GAP_PX = 8;
  const NOTICE_PX = 200; // a notice may be this wide even if the editor is narrower

  const DIMENSIONS = ["sensational", "hedging"];

  const source = document.currentScript?.src;
  const HOME = source ? new URL(".", source).href.replace(/\/$/, "") : null;

  /** Throws a TypeError that says what a function expects. */
  function need(isRight, message) {
    if (!isRight) throw new TypeError(message);
  }

  // ── Windows: an element may be in a frame of the same origin ───────────────────────────────

  /** The window of a node, or of a document; null once its frame has gone. */
  const viewOf = (node) => (node.ownerDocument ?? node).defaultView;

  /** How far the origin of a node's window is from that of this one, in pixels. */
  function shiftOf(node) {
    const shift = { x: 0, y: 0 };
    for (let view = viewOf(node); view?.frameElement && view !== window; view = view.parent) {
      const { left, top } = view.frameElement.getBoundingClientRect();
      shift.x += left + view.frameElement.clientLeft;
      shift.y += top + view.frameElement.clientTop;
    }
    return shift;
  }

  /** The rectangles of a range or an element, and the one around them, in this window. */
  function rectsOf(thing) {
    const { x, y } = shiftOf(thing.startContainer ?? thing);
    return [...thing.getClientRects()].map((r) => new DOMRect(r.x + x, r.y + y, r.width, r.height));
  }

  function boxOf(thing) {
    const { x, y } = shiftOf(thing.startContainer ?? thing);
    const box = thing.getBoundingClientRect();
    return new DOMRect(box.x + x, box.y + y, box.width, box.height);
  }

  // ── Blocks: the text of an element, in the parts that are sent ─────────────────────────────

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

  /** A part of the text; offsets count UTF-16 units. Blocks with equal keys have equal texts. */
  function blockOf(number, role, text, pieces) {
    const sent = text.toWellFormed(); // an unpaired surrogate gets a 422
    return { number, role, text: sent, key: `${role}\n${sent}`, marks: [], pieces };
  }

  /**
   * The blocks of an element; `pieces` map each part of a block to its text node.
   *
   * Only a tag that means something gives its text a role: a `p` is body text, but a `div` or a
   * table cell can hold anything, so the service decides by the form of its text.
   */
  function readElement(root) {
    const blocks = [];
    let text = "",
      pieces = [];
    const flush = (role) => {
      if (text.trim()) blocks.push(blockOf(blocks.length, role, text, pieces));
      text = "";
      pieces = [];
    };
    const roleOf = ({ tagName }, outer) =>
      ROLES[tagName] ?? outer ?? (tagName === "P" ? "body" : undefined);
    const visit = (parent, role) => {
      // Where the browser shows line ends as spaces, they are read as spaces.
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
            const own = roleOf(node, role);
            visit(node, own);
            flush(own);
          }
        }
      }
    };
    const role = roleOf(root);
    visit(root, role);
    flush(role);
    return blocks;
  }

  /**
   * The marks of a block after an edit: those outside the edit move along, the others go. All go if
   * little of the text is left.
   */
  function carry(marks, before, after) {
    const most = Math.min(before.length, after.length);
    let head = 0,
      tail = 0;
    while (head < most && before[head] === after[head]) head++;
    while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
    if (2 * (head + tail) < most) return []; // this is not an edit, but another text
    const shift = after.length - before.length;
    return marks.flatMap((mark) => {
      if (mark.end <= head) return [mark];
      if (mark.start < before.length - tail) return [];
      return [{ ...mark, start: mark.start + shift, end: mark.end + shift }];
    });
  }

  /** Until the answer comes, blocks keep the marks they had, or those of the block they replace. */
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

  /** Why there is no answer: the error that `analyze` throws. */
  class Trouble extends Error {
    constructor(message, wait) {
      super(message);
      this.wait = wait;
    }
  }

  const REFUSED = {
    401: "levelhead needs an API key.",
    403: "This API key for levelhead has expired.",
    413: "This text is too long for levelhead.",
  };
  const UNKNOWN_KEY = "levelhead does not know this API key.";
  const NO_PROFILE = "levelhead has no profile of this name.";
  // The statuses of servers that have no POST /analyze.
  const MISSING = [404, 405, 501];

  /** The message if something else answers; a common mistake is a superfluous path. */
  function missing(server) {
    const path = /\/(v2(\/check)?|analyze(\/batch)?|extract|docs|livez|readyz)$/.exec(server)?.[0];
    return `There is no levelhead at this address.${path ? ` Leave out ${path} at its end.` : ""}`;
  }

  function retryAfter(response) {
    const given = response.headers.get("Retry-After");
    if (!given) return undefined;
    const ms = /^\d+$/.test(given.trim()) ? Number(given) * 1000 : Date.parse(given) - Date.now();
    return Number.isFinite(ms) ? Math.max(ms, 0) : undefined;
  }

  /** A sentence that says what is wrong with a request. */
  async function faultOf(response) {
    const { detail, errors } = await response.json().catch(() => ({}));
    const [first] = errors ?? [];
    if (first?.pointer === "/profile") return NO_PROFILE;
    const fault = first ? `${first.pointer?.slice(1) ?? ""} ${first.detail}` : detail;
    return `levelhead could not read this text: ${fault ?? response.status}.`;
  }

  /** The body of POST /analyze for some blocks: block number n has the id `b<n>`. */
  function requestOf(blocks, { desk, explain, profile }) {
    return {
      blocks: blocks.map(({ number, role, text }) => ({ id: `b${number}`, role, text })),
      offset_unit: "utf16",
      ...(profile && { profile }),
      ...(desk && { desk }),
      ...(explain && { explain: true }),
    };
  }

  /**
   * The answer of POST /analyze. Throws Trouble with a message for the person and `wait`: ms before
   * the next try, undefined if the service did not say, null for none; AbortError once `signal` is
   * aborted.
   */
  async function analyze({ server, key, fetch }, request, signal) {
    const headers = { "Content-Type": "application/json" };
    if (key) headers["X-API-Key"] = key;
    let response;
    try {
      response = await (fetch ?? window.fetch)(`${server}/analyze`, {
        method: "POST",
        headers,
        body: JSON.stringify(request),
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
        referrerPolicy: "no-referrer",
      });
      if (response.ok) return await response.json();
    } catch (error) {
      if (signal.aborted) throw error;
      if (error instanceof SyntaxError) throw new Trouble(missing(server), null); // a web page
      // A timeout is not a TypeError; a host's own fetch may fail for any reason.
      const blocker =
        error instanceof TypeError && !fetch && (await blockerOf(server, headers, signal));
      if (!blocker) throw new Trouble("levelhead cannot be reached.");
      logOnce(blocker);
      throw new Trouble(blocker, null);
    }
    const { status } = response;
    if (MISSING.includes(status)) throw new Trouble(missing(server), null);
    if (status === 401 && /\binvalid_token\b/.test(response.headers.get("WWW-Authenticate"))) {
      throw new Trouble(UNKNOWN_KEY, null);
    }
    if (status === 429) {
      throw new Trouble("levelhead has received too many requests.", retryAfter(response));
    }
    if (status >= 500) throw new Trouble("levelhead is busy.", retryAfter(response));
    throw new Trouble(REFUSED[status] ?? (await faultOf(response)), null);
  }

  const logged = new Set(); // each message once, however many editors a page has

  function logOnce(message) {
    if (!logged.has(message)) console.error(message);
    logged.add(message);
  }

  // Requests that the page's own policy has blocked: fetch does not say why it failed.
  const blocked = new Set();
  document.addEventListener("securitypolicyviolation", ({ blockedURI, disposition }) => {
    if (disposition === "enforce" && blockedURI.endsWith("/analyze")) blocked.add(blockedURI);
  });

  /**
   * Which setting of the page or the service blocks requests, in a sentence; "" if none does.
   *
   * To a script a request that CORS forbids looks like a service that is down. A request in mode
   * no-cors shows which it is: it succeeds if the service is there, because the page cannot read
   * the answer. If the same request then fails in mode cors, with the headers of the real one,
   * CORS forbids it.
   */
  async function blockerOf(server, headers, signal) {
    const failure = (init) =>
      fetch(`${server}/livez`, {
        ...init,
        cache: "no-store",
        referrerPolicy: "no-referrer",
        signal: AbortSignal.any([signal, AbortSignal.timeout(PROBE_MS)]),
      }).then(
        () => "",
        (error) => error.name, // "TypeError", or that of a signal
      );
    const { href, origin, protocol, hostname } = new URL(`${server}/analyze`, document.baseURI);
    if (!(await failure({ mode: "no-cors" }))) {
      const forbidden = origin !== self.origin && (await failure({ headers })) === "TypeError";
      const page = self.origin === "null" ? "*" : self.origin; // "null": a file or a sandbox
      return forbidden
        ? `levelhead does not allow this page. Add ${page} to LEVELHEAD_CORS_ORIGINS.`
        : "";
    }
    await new Promise((done) => setTimeout(done)); // the event comes after the failure
    if (blocked.has(href)) {
      return `This page's Content-Security-Policy blocks levelhead. Add ${origin} to connect-src.`;
    }
    const local = /^(localhost|.*\.localhost|127\..*|\[::1\])$/.test(hostname);
    if (location.protocol === "https:" && protocol === "http:" && !local) {
      return "A page on https cannot use a service on http. Serve levelhead over https.";
    }
    return "";
  }

  // ── Suggestions as edits of a text ─────────────────────────────────────────────────────────

  // Whether "an" goes before some words: by spelling, or by letters that are read one by one (an MP,
  // but a UK). The patterns are those of app/levelhead/languagetool/sounds.py, where they are explained.
  const VOWEL =
    /^["'“‘(]?(?:hour|honest|honou?r|heir|x-?ray|[ai]|e(?!u|w)|o(?!ne\b|nce\b)|u(?!biq|ef|gand|k|nanim|nesc|ni(?:[cfloqstv]|directional)|r[aiou]|s[aeiu]|t[aeio])|[àáâäæèéêëìíîïòóôöœ]|[£$€¥₹₩₽₺₪₫₦₱₴฿]?(?:8|1[18](?!\d)|1[18]\d\d(?![\d,])))/i;
  const SPELT =
    /^["'“‘(]?(?!LAN\b|RAM\b|ROM\b|SIM\b)(?:[FHLMNRSX][A-Z]{0,2}|E[A-Z]{1,2}|[FHLMNRSX][B-DF-HJ-NP-TV-Z]{3,}|MRSA|NAACP|RSPCA)s?(?![A-Za-z])/;
  const YOU = /^["'“‘(]?U[A-Z]{0,2}s?(?![A-Za-z])/;
  const takesAn = (words) => !YOU.test(words) && (VOWEL.test(words) || SPELT.test(words));

  const ARTICLE = /(?<![\p{L}\p{N}_'’-])(an?|An?|AN)(\s{1,4}\(?)$/u;
  // After these an edit would change the claim ("doesn't swing wildly"), the grammar ("most bad")
  // or the words of somebody else (Plan is ‘utterly wrong’).
  const COMPARES = /(?:\b(?:more|most)\s+|["'“‘])$/i;
  const WEIGHS =
    /(?:\b(?:almost|as|how|less|least|more|most|nearly|quite|rather|so|too|very)\s+|(?:\b(?:barely|cannot|few|hardly|neither|never|no|nobody|none|nor|not|nothing|rarely|scarcely|seldom|without)|n['’]t)\s+(?:[\p{L}\p{N}_]+,?\s+){0,3}|\b(?:anything but|far from|less than|short of)\s+|["'“‘])$/iu;
  // Where a sentence, a line, an item of a list or a bracket begins.
  const OPENS = /(?:(?:^|\n)\s*(?:(?:[-*•–—#>]+|\d+\))\s+)?|[.!?…:]["'”’)\]]*\s+|[(\[])$/;
  const CLOSES = /^(?:$|[.,;:!?…)\]”"]|['’](?![\p{L}\p{N}_]))/u;
  // Between two of these, or between one and the end of a sentence, some words must remain.
  const JOINS = "–—/&+-";
  const CONJUNCTION = /\b(?:and|but|or)\s+$/i;
  // Adverbs in a row, "totally and deeply wrong": deleting one would spoil the row.
  const JOINED_AFTER = /^\s+(?:and|but|nor|or)\b/i;
  const LISTED_AFTER = /^,\s+(?:[\p{L}\p{N}_]+\s+)?[\p{L}\p{N}_]+ly\b/iu;
  const LISTED_BEFORE = /ly(?:,|\s+(?:and|but|nor|or))\s+$/i;
  // Needs a word that says how: "He did incredibly."
  const HOW = /\b(?:did|do|does|doing|done|fare|fared|fares)\s+$/i;
  // Words of a Title Like This, and those that have a capital in one.
  const TITLE = /^[A-Z]\S*(?: (?:[A-Z]\S*|[a-z]{1,3}))* [A-Z]\S*(?: [a-z]{1,3})?$/;
  const LONG_WORD = /(?<!\S)[a-z]{4,}/g;
  const SPACES = /^[ \t\u00a0]*([^]*)/;
  const WORD_BEGINS = /^["'“‘(\[]?[\p{L}\p{N}\p{Sc}_]/u;
  const AROUND = 64; // how much of the text around an edit is read, in UTF-16 units

  /** Whether a suggestion is an edit; the others are advice, which the message contains already. */
  const isEdit = ({ action }) => action === "replace" || action === "delete";

  const isUpper = (text) => text === text.toUpperCase() && text !== text.toLowerCase();

  /**
   * The changes that delete words, in the order of the text: the words with the space, and
   * commas, on one side of them, and the capital of the word that then comes first. Null if a
   * person must decide, because of an empty quotation or two dashes in a row.
   */
  function cutOf(text, start, end) {
    const before = text.slice(Math.max(start - AROUND, 0), start);
    const after = text.slice(end, end + AROUND);
    if (JOINED_AFTER.test(after)) return null;
    if (OPENS.test(before)) {
      const gap = /^,?[ \t\u00a0]+/.exec(after)?.[0].length;
      const following = after.slice(gap);
      if (!gap || !WORD_BEGINS.test(following)) return null;
      end += gap;
      const cut = { start, end, text: "" };
      const first = /[\p{L}\p{N}_]/u.exec(following);
      if (!/^\p{Lu}/u.test(text.slice(start)) || !/^\p{Ll}/u.test(first[0])) return [cut];
      if (first.index) return null; // the capital would be inside a quotation
      return [cut, { start: end, end: end + 1, text: first[0].toUpperCase() }];
    }
    const gap = /[ \t\u00a0]+$/.exec(before);
    if (!gap) return null;
    const last = before[gap.index - 1];
    start -= gap[0].length;
    if (CLOSES.test(after)) {
      if (JOINS.includes(last) || CONJUNCTION.test(before) || HOW.test(before)) return null;
      if (LISTED_AFTER.test(after)) return null;
      if (last === ",") {
        start -= 1;
        end += after.startsWith(", "); // the comma before a quotation mark stays
      }
    } else if (!/^\s/.test(after)) return null;
    else if (JOINS.includes(last) && JOINS.includes(SPACES.exec(after)[1][0])) return null;
    else if (LISTED_BEFORE.test(before)) return null;
    return [{ start, end, text: "" }];
  }

  /**
   * The changes of a suggestion, in the order of the text: its words or their deletion,
   * with capitals, spaces and the article before them corrected. Null if a person must decide;
   * app/levelhead/languagetool/edits.py has the same rules, and tests/helpers/edits.py the cases of both.
   */
  function changesOf(text, { start, end }, { action, text: given }) {
    const before = text.slice(Math.max(start - AROUND, 0), start);
    if ((action === "delete" ? WEIGHS : COMPARES).test(before)) return null;
    const old = text.slice(start, end);
    const shouts = old.length > 1 && isUpper(old);
    const acronym = /^\p{Lu}{2}/u.test(old); // the first capital of "BFFs" says nothing
    const capital =
      (acronym ? OPENS.test(before) : /^\p{Lu}/u.test(old)) &&
      given &&
      given[0].toUpperCase() + given.slice(1);
    const cased = capital || given;
    const put = shouts
      ? given?.toUpperCase()
      : TITLE.test(old)
        ? cased?.replace(LONG_WORD, (word) => word[0].toUpperCase() + word.slice(1))
        : cased;
    const changes = action === "delete" ? cutOf(text, start, end) : [{ start, end, text: put }];
    const article = ARTICLE.exec(before);
    if (!changes || !article || /\n[^]*\n/.test(article[2])) return changes;
    const after = changes[0].end;
    const next = given ?? SPACES.exec(text.slice(after, after + AROUND))[1];
    if (!WORD_BEGINS.test(next)) return null; // the article would have no noun
    let right = takesAn(shouts ? next.toLowerCase() : next) ? "an" : "a";
    const loud = article[1] === "AN" || (shouts && !/^\P{L}*\p{Ll}/u.test(text.slice(end)));
    if (article[1][0] === "A") right = loud ? right.toUpperCase() : right.replace("a", "A");
    if (right === article[1]) return changes;
    const at = start - before.length + article.index;
    return [{ start: at, end: at + article[1].length, text: right }, ...changes];
  }

  /** The same as one edit, from the first change to the last. */
  function editOf(text, mark, suggestion) {
    const changes = changesOf(text, mark, suggestion);
    return changes && joined(text, changes);
  }

  function joined(text, changes) {
    const { start } = changes[0];
    let put = "";
    let end = start;
    for (const change of changes) {
      put += text.slice(end, change.start) + change.text;
      end = change.end;
    }
    return { start, end, text: put };
  }

  // ── Painting ───────────────────────────────────────────────────────────────────────────────

  // Solid and dotted, at two depths: colour is not the only difference, and a word can show both.
  // The lightness of the text decides which pair is used, because a page may be dark by a switch
  // of its own, regardless of what the system prefers.
  const PALETTE = {
    light: { sensational: "#b3261e", hedging: "#1a6390", tints: ["#b3261e1f", "#1a63901a"] },
    dark: { sensational: "#ff9c8f", hedging: "#86c8f2", tints: ["#ff9c8f2e", "#86c8f229"] },
  };
  const painted = (css) =>
    Object.entries(PALETTE)
      .map(([ground, c]) => css(ground, c))
      .join("");
  const HIGHLIGHTS =
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
    ::highlight(levelhead-current) { background-color: #e8b30052; }`;

  const sheets = new WeakMap(); // by document or shadow root

  function adopt(root, css) {
    if (!root.adoptedStyleSheets) return;
    if (!sheets.has(root)) {
      // Allowed by a strict CSP, which a <style> element is not, but in its own document only.
      sheets.set(root, new (viewOf(root).CSSStyleSheet)());
      sheets.get(root).replaceSync(css);
    }
    const all = root.adoptedStyleSheets;
    if (!all.includes(sheets.get(root))) all.push(sheets.get(root));
  }

  /** A highlight in the window of a range; null if the browser lacks the API. */
  function highlight(name, { startContainer }) {
    const view = viewOf(startContainer);
    const all = view?.CSS.highlights;
    if (!all) return null;
    if (!all.has(name)) {
      const made = new view.Highlight();
      made.priority = name === "levelhead-current" ? 2 : name.includes("sensational") ? 1 : 0;
      all.set(name, made);
    }
    return all.get(name);
  }

  /** "dark" if the text of an element is light; the canvas parses every notation of a colour. */
  function groundOf(element) {
    const pixel = new OffscreenCanvas(1, 1).getContext("2d");
    pixel.fillStyle = getComputedStyle(element).color;
    pixel.fillRect(0, 0, 1, 1);
    const [r, g, b] = pixel.getImageData(0, 0, 1, 1).data;
    return 0.2126 * r + 0.7152 * g + 0.0722 * b > 140 ? "dark" : "light";
  }

  const pause = () => new Promise((done) => setTimeout(done, PAUSE_MS));

  // ── Changing a text as its editor would ────────────────────────────────────────────────────

  /** The editable element that a node belongs to, as a whole; undefined if there is none. */
  function editorOf(node) {
    let each = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    if (!each?.isContentEditable) return undefined;
    while (each.parentElement?.isContentEditable) each = each.parentElement;
    return each;
  }

  /**
   * Replace the selection with a text, as the browser does when a spelling is corrected.
   *
   * First the editor gets a `beforeinput` event: an editor with a model of its own makes the change
   * there and cancels the event. In any other editor execCommand makes it: it is deprecated, but
   * no other edit can be undone with the browser's own undo. Events do not show whether the text
   * changed; it has to be read again.
   */
  function makeChange(editor, text, targetRanges, byHand) {
    const view = viewOf(editor);
    const dataTransfer = new view.DataTransfer();
    dataTransfer.setData("text/plain", text);
    const event = (type, given) =>
      new view.InputEvent(type, { data: text, bubbles: true, composed: true, ...given });
    const asked = event("beforeinput", {
      inputType: text ? "insertReplacementText" : "deleteContentBackward",
      dataTransfer: targetRanges.length && text ? dataTransfer : null,
      targetRanges,
      cancelable: true,
    });
    if (!editor.dispatchEvent(asked)) return;
    const done = view.document.execCommand(text ? "insertText" : "delete", false, text);
    if (!done) byHand();
    // The browser reports a change by execCommand as typing. TinyMCE, which keeps its own undo
    // history, records typing later or never, but a replacement at once.
    if (!done || targetRanges.length) {
      editor.dispatchEvent(event("input", { inputType: "insertReplacementText" }));
    }
  }

  // ── Surfaces: what elements and textareas have in common: blocks, ranges and a caret ────────

  /** An element with text in its own DOM: contenteditable, or a read-only article. */
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
      const made = first.node.ownerDocument.createRange();
      made.setStart(first.node, Math.min(Math.max(start - first.start, 0), first.node.length));
      made.setEnd(last.node, Math.min(end - last.start, last.node.length));
      return made;
    }

    /** The caret is before (-1), in (0) or after (1) the mark; null if outside the element. */
    caret(mark) {
      const { focusNode, focusOffset } = viewOf(this.element).getSelection();
      if (!focusNode || !this.element.contains(focusNode)) return null;
      return mark.range.comparePoint(focusNode, focusOffset);
    }

    editable(block) {
      return Boolean(block.pieces[0]?.node.parentElement?.isContentEditable);
    }

    focus() {
      editorOf(this.element)?.focus({ preventScroll: true });
    }

    /** Put the caret after the mark, or select the `whole` mark; focus the editor, if it is one. */
    select({ range }, whole = false) {
      const { startContainer, startOffset, endContainer, endOffset } = range;
      editorOf(endContainer)?.focus({ preventScroll: true });
      const selection = viewOf(endContainer).getSelection();
      if (whole) selection.setBaseAndExtent(startContainer, startOffset, endContainer, endOffset);
      else selection.collapse(endContainer, endOffset);
    }

    reveal({ range }) {
      range.startContainer.parentElement.scrollIntoView({ block: "nearest", inline: "nearest" });
      const view = viewOf(range.startContainer);
      const { top, bottom } = range.getBoundingClientRect();
      if (top < 0 || bottom > view.innerHeight) view.scrollBy(0, top - view.innerHeight / 2);
    }

    /** Whether a part of a block is in one run of text, which has one formatting. */
    isOneRun({ pieces }, start, end) {
      const [first, ...others] = pieces.filter((each) => each.start < end && each.end > start);
      return others.every(({ node }) => node.parentNode === first.node.parentNode);
    }

    /** Merge changes within one run into one undo step; others keep the formatting of each run. */
    stepsOf(block, changes) {
      const { text } = block;
      const edit = joined(text, changes);
      if (this.isOneRun(block, edit.start, edit.end)) return [edit];
      return changes.map((change) => {
        const { start, end } = change;
        // Of two equal spaces, the one in the run of the words goes with them.
        const slides = !change.text && text[start] === text[end];
        return slides && this.isOneRun(block, start + 1, end + 1)
          ? { ...change, start: start + 1, end: end + 1 }
          : change;
      });
    }

    async change(block, { start, end, text }) {
      const select = (current) => {
        const range = this.range(current, start, end);
        this.select({ range }, true);
        return range;
      };
      select(block);
      // An editor with a model of its own takes the formatting from its last known selection.
      await pause();
      const current = this.read()[block.number];
      if (current?.key !== block.key) return;
      const range = select(current);
      const editor = editorOf(range.startContainer);
      // Draft.js reads only one run back after a change; its model would differ from what it shows.
      if (editor.closest(".DraftEditor-root") && !this.isOneRun(current, start, end)) return;
      makeChange(editor, text, [new (viewOf(editor).StaticRange)(range)], () => {
        range.deleteContents();
        range.insertNode(viewOf(editor).document.createTextNode(text));
      });
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

  /** A textarea or input: its marks are in a transparent copy of its text, laid exactly over it. */
  class FieldSurface {
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
      const scroll = () => this.scroll();
      element.addEventListener("input", onChange, { signal });
      element.addEventListener("change", onChange, { signal });
      element.form?.addEventListener("reset", () => setTimeout(onChange), { signal });
      element.addEventListener("scroll", scroll, { signal });
      element.addEventListener("selectionchange", scroll, { signal }); // the only event of an input
      element.ownerDocument.fonts?.addEventListener("loadingdone", align, { signal });
      // Whatever moves a field also changes the size of one of its ancestors.
      this.observer = new ResizeObserver(align);
      for (let each = element; each; each = each.parentElement) this.observer.observe(each);
      this.restyled = new MutationObserver(align);
      this.restyled.observe(element, { attributes: true });
    }

    read() {
      const shown = `${this.element.value}\u200b`; // gives a last, empty line its height
      // Setting even the same text again would move all marks to its beginning.
      if (this.text.data !== shown) this.text.data = shown;
      this.align();
      const { value } = this.element;
      return value.trim() ? [blockOf(0, undefined, value)] : [];
    }

    /** Lay the copy over the textarea again, after something has moved or changed. */
    align() {
      const { element, frame, copy } = this;
      const style = getComputedStyle(element);
      const box = boxOf(element);
      const scale = element.offsetWidth ? box.width / element.offsetWidth : 1;
      const px = (name) => parseFloat(style[name]);
      // An input has one line, in the middle of it, which its padding cuts off at both ends.
      const isLine = element.localName === "input";
      const border = (side) =>
        px(`border${side}Width`) + (isLine && /Left|Right/.test(side) ? px(`padding${side}`) : 0);
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
      if (isLine) {
        const lineHeight = `${height - px("paddingTop") - px("paddingBottom")}px`;
        const padding = { paddingLeft: 0, paddingRight: 0 };
        Object.assign(copy.style, { whiteSpace: "pre", lineHeight, ...padding });
      }
      frame.style.clipPath = clipOf(element, frame, scale);
      this.scroll();
    }

    scroll() {
      const { scrollLeft, scrollTop } = this.element;
      this.copy.style.transform = `translate(${-scrollLeft}px, ${-scrollTop}px)`;
    }

    range(_block, start, end) {
      const made = new Range();
      made.setStart(this.text, Math.min(start, this.text.length));
      made.setEnd(this.text, Math.min(end, this.text.length));
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

    focus() {
      this.element.focus({ preventScroll: true });
    }

    select({ range }, whole = false) {
      this.focus();
      this.element.setSelectionRange(whole ? range.startOffset : range.endOffset, range.endOffset);
    }

    reveal({ range }) {
      const box = boxOf(this.element);
      const { top, bottom } = range.getBoundingClientRect();
      if (top < box.top || bottom > box.bottom) {
        this.element.scrollTop += (top + bottom) / 2 - (box.top + box.bottom) / 2;
      }
      this.element.scrollIntoView({ block: "nearest" });
      this.align();
    }

    stepsOf(block, changes) {
      return [joined(block.text, changes)];
    }

    change(block, { start, end, text }) {
      const { element } = this;
      this.select({ range: this.range(block, start, end) }, true);
      makeChange(element, text, [], () => element.setRangeText(text, start, end, "end"));
    }

    stop() {
      this.stopping.abort();
      this.observer.disconnect();
      this.restyled.disconnect();
      this.frame.remove();
    }
  }

  /** The part of the window to which scrolling ancestors and frames restrict an element. */
  function shownOf(element) {
    const shown = { left: -Infinity, top: -Infinity, right: Infinity, bottom: Infinity };
    for (let each = element; each; each = each.parentElement ?? viewOf(each)?.frameElement) {
      if (each === element || each.matches("html, body")) continue; // these clip the window only
      if (getComputedStyle(each).overflow.includes("visible")) continue;
      const box = boxOf(each);
      shown.left = Math.max(shown.left, box.left);
      shown.top = Math.max(shown.top, box.top);
      shown.right = Math.min(shown.right, box.right);
      shown.bottom = Math.min(shown.bottom, box.bottom);
    }
    return shown;
  }

  /** What hides the part of a copy that is not visible inside the ancestors of its element. */
  function clipOf(element, frame, scale) {
    const shown = shownOf(element);
    const box = frame.getBoundingClientRect();
    const cut = [
      shown.top - box.top,
      box.right - shown.right,
      box.bottom - shown.bottom,
      shown.left - box.left,
    ];
    return `inset(${cut.map((px) => `${Math.max(px / scale, 0)}px`).join(" ")})`;
  }

  // ── The layer over the page: copies of textareas, notices and the card ─────────────────────

  const LAYER = `
    :host { position: absolute; left: 0; top: 0; width: 0; height: 0; z-index: 2147483000; }
    .frame { position: absolute; overflow: hidden; pointer-events: none; transform-origin: 0 0; }
    .copy { box-sizing: border-box; width: 100%; min-height: 100%; margin: 0; color: transparent; }
    .corner, .card { position: absolute; }
    .corner { display: flex; flex-wrap: wrap; justify-content: flex-end; align-items: center; gap: 4px;
      width: max-content; pointer-events: none; }
    .notice, .card, .gone {
      box-sizing: border-box; border-radius: 10px;
      font: 14px/1.45 system-ui, sans-serif; text-align: left; letter-spacing: normal;
      color: var(--ink); background: var(--paper); border: 1px solid var(--edge);
      box-shadow: 0 1px 2px #0000001f, 0 8px 28px #00000026;
    }
    .notice, button.gone { padding: 3px 10px; border-radius: 14px; min-height: 0; font-size: 12.5px;
      line-height: 1.45; box-shadow: 0 1px 4px #0000001f; color: var(--quiet); background: var(--paper); }
    .notice:empty, .gone[hidden] { display: none; }
    button.gone { pointer-events: auto; }
    .corner, .card { --ink: #1d1b18; --quiet: #5c574f; --paper: #fffdfa; --edge: #d9d3c8;
      --fill: #f2eee6; --focus: #1a5fb4; --sensational: #b3261e; --hedging: #1a6390; }
    .dark { --ink: #f1eee8; --quiet: #b9b3a8; --paper: #25231f; --edge: #46423b; --fill: #35322c;
      --focus: #8ab8ff; --sensational: #ff9c8f; --hedging: #86c8f2; }
    .card { z-index: 1; width: min(21rem, calc(100vw - 16px)); padding: 12px 14px 10px; }
    .card[hidden] { display: none; }
    .card ul { margin: 0; padding: 0; list-style: none; max-height: min(22rem, 50vh); overflow-y: auto; }
    .card li { display: flex; align-items: center; justify-content: space-between; gap: 10px;
      padding: 6px 2px; border-top: 1px solid var(--edge); }
    li span { overflow-wrap: anywhere; color: var(--quiet); }
    li b { color: var(--ink); }
    li button { flex: none; }
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
    @media (pointer: coarse) { .keys { display: none; } button, button.gone { min-height: 40px; } }
    @media (forced-colors: active) { .card, .notice { border-color: CanvasText; } }
    @media print { .corner, .card { display: none; } }
  `;

  function make(tag, attributes = {}, children = []) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  const layers = new WeakMap();

  /**
   * The layer over an element: a dialog needs its own, because it covers that of the page. It is
   * in this window, even if the element is in a frame, and never in what it is a layer over.
   */
  function layerOf(element) {
    let outer = element;
    while (viewOf(outer) !== window) outer = viewOf(outer).frameElement;
    const { body, documentElement } = document;
    const isWhole = outer.contains(body) || body.isContentEditable;
    const container = outer.closest("dialog") ?? (isWhole ? documentElement : body);
    if (!layers.has(container)) layers.set(container, new Layer(container));
    return layers.get(container);
  }

  class Layer {
    constructor(container) {
      this.host = make("div", { "data-levelhead-layer": "" });
      this.root = this.host.attachShadow({ mode: "open" });
      adopt(this.root, LAYER + HIGHLIGHTS);
      container.append(this.host);
      this.card = new Card(this);
    }

    /** The layer's origin in the window; it scrolls with the page. */
    origin() {
      return this.host.getBoundingClientRect();
    }
  }

  const words = (id) => id.replaceAll("_", " ");
  const capital = (text) => text[0].toUpperCase() + text.slice(1);

  function labelOf(suggestion) {
    return suggestion.action === "delete" ? "Delete" : `Replace with “${suggestion.text}”`;
  }

  /** The replacements as a sentence, for a text that cannot be edited; "" if there are none. */
  function betterOf(suggestions) {
    const texts = suggestions.filter(({ text }) => text).map(({ text }) => `“${text}”`);
    return texts.length ? `Better: ${texts.join(" or ")}.` : "";
  }

  /** A score as a product: "0.60 × 1.1 headline = 0.66"; empty without `explain`. */
  function productOf({ base, factors, score }) {
    if (base === undefined || !factors.length) return "";
    const parts = factors.map((factor) => ` × ${factor.value} ${factor.name}`);
    return `${base.toFixed(2)}${parts.join("")} = ${score.toFixed(2)}`;
  }

  const CONTEXT = 24; // around a dismissed mark, enough to recognise it, in UTF-16 units

  /** A mark with the words around it. */
  function inContext({ block: { text }, start, end }) {
    const before = text.slice(0, start).trimStart();
    const after = text.slice(end).trimEnd();
    const left = before.slice(-CONTEXT).replace(/^\S*\s/, "");
    const right = after.slice(0, CONTEXT).replace(/\s\S*$/, "");
    return make("span", {}, [
      before.length > CONTEXT ? `… ${left}` : before,
      make("b", {}, [text.slice(start, end)]),
      after.length > CONTEXT ? `${right} …` : after,
    ]);
  }

  /**
   * The card explains one mark, with buttons for its edits; or, without a mark, it lists the
   * dismissed marks of an attachment, with buttons that mark them again.
   */
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
        const to = event.relatedTarget; // a click on the opener closes the card by itself
        if (this.held && !this.box.contains(to) && (!to || to !== this.opener)) this.close();
      });
    }

    get open() {
      return !this.box.hidden;
    }

    /** Show a mark; `held` keeps the card open until it is closed, `focused` moves the focus in. */
    show(attachment, mark, { held = false, focused = false } = {}) {
      clearTimeout(this.leaving);
      Object.assign(this, { attachment, mark, held, opener: null });
      const { dimension, category, score, voice, message } = mark;
      this.box.className = `card ${dimension} ${groundOf(attachment.element)}`;
      const edits = attachment.surface.editable(mark.block)
        ? mark.suggestions.filter((each) => isEdit(each) && editOf(mark.block.text, mark, each))
        : [];
      const better = edits.length ? "" : betterOf(mark.suggestions);
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
        make("p", { id: "message" }, [[message, better].filter(Boolean).join(" ")]),
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
      this.unfold();
      this.current = highlight("levelhead-current", mark.range);
      this.current?.add(mark.range);
      if (focused) this.box.querySelector("button").focus({ preventScroll: true });
    }

    /** List the dismissed marks; `opener` is the button that gets the focus back. */
    list(attachment, opener = null) {
      clearTimeout(this.leaving);
      const marks = attachment.dismissedMarks();
      const rows = marks.map((mark) => {
        const again = make("button", { type: "button", "aria-label": `Mark it again: “${mark.text}”` }, [
          "Mark it again",
        ]);
        again.addEventListener("click", () => attachment.restore(mark));
        return make("li", {}, [inContext(mark), again]);
      });
      const lead = attachment.isShared
        ? "Not marked any more in this browser, in this text or another with the same words."
        : "Not marked any more.";
      const lost = marks.filter(({ stored }) => stored === false).length;
      const some = lost === marks.length ? "them" : `${lost} of them`;
      Object.assign(this, { attachment, mark: null, held: false, opener });
      this.box.className = `card ${groundOf(attachment.element)}`;
      this.box.replaceChildren(
        make("div", { class: "head" }, [make("h2", { id: "title" }, ["Dismissed"])]),
        make("p", { id: "message" }, [lost ? lead + lostOf(some) : lead]),
        make("ul", {}, rows),
      );
      this.unfold();
      this.held = true;
      attachment.gone.setAttribute("aria-expanded", "true");
      this.box.querySelector("button").focus({ preventScroll: true });
    }

    unfold() {
      this.current?.clear();
      this.box.hidden = false;
      this.place();
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

    /** Below the mark, or above it if there is more room; always inside the window. */
    place() {
      const rects = rectsOf(this.mark?.range ?? this.attachment.gone);
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

    /** After the marks were painted again: keep showing the same, or close if it has gone. */
    follow(marks) {
      if (!this.open) return;
      if (!this.mark) return this.followList();
      const mark = marks.find(({ source }) => source === this.mark.source);
      if (mark) this.mark = mark;
      else this.close();
    }

    /** List what is still dismissed, with the focus where it was; close the list if it is empty. */
    followList() {
      const { attachment, opener } = this;
      const at = this.buttons().indexOf(this.layer.root.activeElement);
      if (attachment.gone.hidden) return this.close({ back: true });
      this.list(attachment, opener);
      (this.buttons()[at] ?? this.buttons().at(-1)).focus({ preventScroll: true });
    }

    buttons() {
      return [...this.box.querySelectorAll("button")];
    }

    /** Close in a moment, unless the card is held or the pointer returns. */
    leave() {
      clearTimeout(this.leaving);
      if (!this.held) this.leaving = setTimeout(() => this.close(), LEAVE_MS);
    }

    close({ back = false } = {}) {
      clearTimeout(this.leaving);
      if (!this.open) return;
      this.held = false;
      const { attachment, mark, opener } = this;
      if (back && mark) attachment.surface.select(mark);
      else if (back && opener && !opener.hidden) opener.focus({ preventScroll: true });
      else if (back) attachment.surface.focus();
      attachment.gone.setAttribute("aria-expanded", "false");
      this.box.hidden = true;
      this.current?.clear();
    }

    keydown(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const buttons = this.buttons();
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

  // ── Attachments ────────────────────────────────────────────────────────────────────────────

  const CONTROLS = "a, button, input, select, textarea, iframe, [contenteditable], [tabindex]";

  /** Whether a rectangle of the window covers a control, other than `mine`. */
  function controlIn({ left, right, top, bottom }, mine) {
    return [left, (left + right) / 2, right - 1].some((x) =>
      [top, bottom - 1].some((y) => {
        const control = document.elementFromPoint(x, y)?.closest(CONTROLS);
        return control && !control.contains(mine);
      }),
    );
  }

  const RESIZER_PX = 12; // of the handle of a textarea, what is beyond GAP_PX

  /** The width of what a person drags at the right edge of an element: a scroll bar, a handle. */
  function handlesOf(element) {
    const { resize, borderLeftWidth, borderRightWidth } = getComputedStyle(element);
    const borders = parseFloat(borderLeftWidth) + parseFloat(borderRightWidth);
    const bar = element.clientWidth ? element.offsetWidth - element.clientWidth - borders : 0;
    return Math.max(bar, resize === "none" ? 0 : RESIZER_PX);
  }

  const attachments = new Map(); // by element, in order of attachment

  // Dismissals -------------------------------------------------------------------------------

  // The browser stores each dismissal under a key of its own, with the time as its value: in a
  // single list, two tabs that change it at once would lose each other's changes.
  const STORED = "levelhead-dismissed-";
  const MAX_STORED = 5000;
  const FINGERPRINT = /^[0-9a-f]{16}$/;
  const isFingerprint = (given) => typeof given === "string" && FINGERPRINT.test(given);
  const isMark = (given) => isFingerprint(given?.source?.fingerprint);

  // The fingerprints of the marks that are dismissed in this browser, the latest last.
  const remembered = new Set();
  // Changes that the browser could not store, which count as long as the page is open: whether a
  // fingerprint is dismissed.
  const unstored = new Map();

  /** The stored fingerprints, the latest last; without what is damaged. */
  function stored() {
    try {
      return Object.keys(localStorage)
        .filter((key) => key.startsWith(STORED) && FINGERPRINT.test(key.slice(STORED.length)))
        .map((key) => [key.slice(STORED.length), Number(localStorage.getItem(key)) || 0])
        .sort(([a, then], [b, now]) => then - now || (a < b ? -1 : 1))
        .map(([fingerprint]) => fingerprint)
        .slice(-MAX_STORED);
    } catch {
      return []; // forbidden
    }
  }

  /** Read the fingerprints again: another tab may have changed them. */
  function recall() {
    remembered.clear();
    for (const fingerprint of stored()) remembered.add(fingerprint);
    for (const [fingerprint, gone] of unstored) remembered[gone ? "add" : "delete"](fingerprint);
    return remembered;
  }

  /** Remember changes; those that the browser does not store are tried again with the next one. */
  function remember(fingerprints, gone) {
    for (const fingerprint of fingerprints) {
      unstored.set(fingerprint, gone);
      remembered.delete(fingerprint);
      if (gone) remembered.add(fingerprint);
    }
    for (const [fingerprint, dismissed] of unstored) {
      try {
        const key = STORED + fingerprint;
        if (dismissed) localStorage.setItem(key, Date.now());
        else localStorage.removeItem(key);
        unstored.delete(fingerprint);
      } catch {
        // Forbidden, or full. What is not stored is taken back all the same.
        if (!dismissed && !stored().includes(fingerprint)) unstored.delete(fingerprint);
      }
    }
    if (gone) forgetOldest();
  }

  function forgetOldest() {
    try {
      if (localStorage.length <= MAX_STORED) return;
      const all = Object.keys(localStorage).filter((key) => key.startsWith(STORED));
      if (all.length <= MAX_STORED) return;
      const kept = new Set(stored());
      for (const key of all) {
        if (!kept.has(key.slice(STORED.length))) localStorage.removeItem(key);
      }
      recall();
    } catch {
      // forbidden: there are none
    }
  }

  const UNSTORED = "Dismissed only until this page is closed: the browser cannot store it.";
  const lostOf = (which) =>
    ` The browser cannot store ${which}: they count only until this page is closed.`;

  /** An attached element: sends its text after each change, and paints the answer. */
  class Attachment {
    constructor(element, options) {
      const server = (options.server ?? HOME)?.replace(/\/+$/, "");
      if (server === undefined) throw new TypeError("levelhead.attach: no `server` given");
      this.element = element;
      this.options = { ...options, server };
      this.blocks = [];
      this.sent = this.answer = undefined; // the last request that was answered, and its answer
      this.current = false; // whether that answer is about the present text
      this.wanted = options.filter ?? (() => true);
      this.painted = [];
      this.failures = 0;
      this.notBefore = 0;
      // The host's own list, or what this browser remembers.
      this.dismissed = options.dismissed ? new Set(options.dismissed) : recall();
      this.layer = layerOf(element);
      this.notice = make("div", { class: "notice" });
      this.gone = this.goneButton();
      this.corner = make("div", { class: "corner", role: "status" }, [this.notice, this.gone]);
      this.layer.root.append(this.corner);
      const Surface = /^(textarea|input)$/.test(element.localName) ? FieldSurface : ElementSurface;
      this.surface = new Surface(element, () => this.changed(DEBOUNCE_MS));
      this.stopping = new AbortController();
      this.listen(this.stopping.signal);
      // Whatever moves an element also changes the size of one of its ancestors.
      this.observer = new ResizeObserver(() => this.placeCorner());
      for (let each = element; each; each = each.parentElement ?? viewOf(each)?.frameElement) {
        this.observer.observe(each);
      }
      this.changed(0);
    }

    /** The button that says how many marks of the element are dismissed, and lists them. */
    goneButton() {
      const button = make("button", {
        type: "button",
        class: "gone",
        "aria-haspopup": "dialog",
        "aria-expanded": "false",
        hidden: "",
      });
      button.addEventListener("click", () => {
        const { card } = this.layer;
        if (card.open && card.opener === button) card.close();
        else card.list(this, button);
      });
      return button;
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

    /** The visible marks, in the order of the text. */
    get marks() {
      return this.painted;
    }

    /** After scrolling or resizing: move what is drawn over the page. */
    moved() {
      const { card } = this.layer;
      this.surface.align?.();
      this.placeCorner();
      if (card.attachment === this && card.open) card.place();
    }

    // From the element to blocks, and from there to the service ------------------------------

    /** The text may have changed: keep the marks outside the change, send it in `delay` ms. */
    changed(delay) {
      if (this.stopping.signal.aborted) return; // detached
      const old = this.blocks;
      const blocks = this.surface.read();
      inherit(old, blocks);
      this.blocks = blocks;
      this.paint();
      // A host may render the same text again; its request or answer is still valid.
      const same = blocks.length === old.length && blocks.every(({ key }, n) => key === old[n].key);
      if (same && delay) return;
      if (this.layer.card.attachment === this) this.layer.card.close();
      this.asking?.abort(); // its answer would be about an older text
      this.current = false;
      this.schedule(delay);
    }

    schedule(delay) {
      clearTimeout(this.timer);
      const wait = Math.max(delay, this.notBefore - Date.now());
      this.timer = setTimeout(() => this.ask(), wait);
    }

    async ask() {
      this.asking = new AbortController();
      const { signal } = this.asking;
      const request = requestOf(this.blocks, this.options);
      this.setState("asking");
      let answer;
      try {
        answer = await analyze(this.options, request, signal);
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof Trouble)) throw error;
        this.trouble(error);
        return;
      }
      if (signal.aborted) return;
      this.failures = 0;
      const before = this.answer?.spans ?? [];
      Object.assign(this, { sent: request, answer, current: true });
      this.settle(before);
      this.setState("done");
      this.report();
    }

    trouble({ message, wait }) {
      if (wait === null) {
        this.setState("refused", message);
        return;
      }
      const ms = wait ?? Math.min(FIRST_WAIT_MS * 2 ** this.failures, LONGEST_WAIT_MS);
      this.failures += 1;
      this.notBefore = Date.now() + ms;
      this.setState("waiting", `${message} Trying again in ${Math.ceil(ms / 1000)} s.`);
      this.schedule(ms);
    }

    /** Show a message in the corner of the element, and call the host's `onState`. */
    setState(state, message = "") {
      this.state = state;
      if (state !== "asking") {
        this.notice.textContent = message; // while asking again, the last message stays
        this.placeCorner();
      }
      const retryAt = state === "waiting" ? new Date(this.notBefore) : null;
      this.options.onState?.({ state, message, retryAt });
    }

    /** In the bottom right corner of the editor, or outside an editor that it would fill. */
    placeCorner() {
      const { element, corner } = this;
      const { style } = corner;
      if (!this.notice.textContent && this.gone.hidden) return;
      corner.className = `corner ${groundOf(element)}`;
      const whole = boxOf(element);
      const shown = shownOf(element);
      const page = document.documentElement.clientWidth;
      const box = {
        left: Math.max(whole.left, shown.left, 0),
        top: Math.max(whole.top, shown.top),
        right: Math.min(whole.right, shown.right, page),
        bottom: Math.min(whole.bottom, shown.bottom),
      };
      const isHidden = box.left >= box.right || box.top >= box.bottom;
      style.visibility = isHidden ? "hidden" : "visible";
      if (isHidden) return;
      const edge = box.right - handlesOf(element);
      style.maxWidth = `${Math.max(edge - box.left - 2 * GAP_PX, NOTICE_PX)}px`;
      const { width, height } = corner.getBoundingClientRect();
      const left = Math.max(edge - width - GAP_PX, GAP_PX);
      const inside = Math.min(box.bottom, innerHeight) - height - GAP_PX;
      const isFree = (top) =>
        top >= 0 &&
        top + height <= innerHeight &&
        !controlIn(new DOMRect(left, top, width, height), element);
      const isSmall = whole.height < 3 * height;
      const top = isSmall ? [box.bottom, box.top - height].find(isFree) : Math.max(inside, box.top);
      const origin = this.layer.origin();
      style.left = `${left - origin.left}px`;
      style.top = `${(top ?? inside) - origin.top}px`;
    }

    // From the answer to marks, and from there to the screen ---------------------------------

    /**
     * Give the blocks the marks of the answer. A dismissed word stays dismissed after an edit of
     * its neighbours, which changes its fingerprint; `before` are the spans of the last answer.
     */
    settle(before) {
      const { spans } = this.answer;
      const [had, has] = [before, spans].map((all) => Map.groupBy(all, (s) => s.fingerprint));
      const left = (fingerprint) =>
        (has.get(fingerprint)?.length ?? 0) < (had.get(fingerprint)?.length ?? 0);
      const byBlock = Map.groupBy(spans, ({ block }) => block);
      for (const block of this.blocks) {
        const held = new Map(block.marks.map((mark) => [nameOf(mark), mark]));
        block.marks = (byBlock.get(`b${block.number}`) ?? []).map((span) => {
          // The same object as before, if there is one: a card may be open over it.
          const mark = held.get(nameOf(span)) ?? {};
          const { dismissed, fingerprint } = mark;
          // If as many words have the old fingerprint as before, this is another word.
          if (dismissed && fingerprint !== span.fingerprint && left(fingerprint)) {
            mark.former = [...(mark.former ?? []), fingerprint];
            if (!this.dismissed.has(span.fingerprint)) this.record(span, true);
          }
          return Object.assign(mark, span);
        });
      }
      for (const { marks } of this.blocks) marks.forEach((mark) => this.lookUp(mark));
      this.paint();
    }

    paint() {
      this.wipe();
      if (this.stopping.signal.aborted) return; // detached
      const ground = groundOf(this.element);
      this.painted = this.blocks.flatMap((block) =>
        block.marks.flatMap((mark) => {
          if (mark.dismissed || !this.wanted(mark)) return [];
          const range = this.surface.range(block, mark.start, mark.end);
          return range ? [{ ...mark, block, range, source: mark }] : [];
        }),
      );
      for (const { dimension, range } of this.painted) {
        highlight(`levelhead-${dimension}-${ground}`, range)?.add(range);
      }
      this.countDismissed();
      this.placeCorner();
      if (this.layer.card.attachment === this) this.layer.card.follow(this.painted);
    }

    /** The dismissed marks, in the order of the text. */
    dismissedMarks() {
      return this.blocks.flatMap((block) =>
        block.marks
          .filter((mark) => mark.dismissed)
          .map((mark) => ({ ...mark, block, source: mark })),
      );
    }

    countDismissed() {
      const { element, gone, options } = this;
      const count = options.listDismissed === false ? 0 : this.dismissedMarks().length;
      const said = `${count} dismissed`;
      gone.hidden = !count;
      if (gone.textContent === said) return; // or a screen reader would say it again
      const label = element.ariaLabel ?? [...(element.labels ?? [])].flatMap(readElement)[0]?.text;
      gone.textContent = said;
      gone.setAttribute("aria-label", label ? `${said}: ${label.trim()}` : said);
    }

    /** Whether the browser keeps the dismissals, and not the host. */
    get isShared() {
      return this.dismissed === remembered;
    }

    /** Look up whether a mark is dismissed, and whether that is stored. */
    lookUp(mark) {
      mark.dismissed = this.dismissed.has(mark.fingerprint);
      if (this.isShared) mark.stored = !unstored.has(mark.fingerprint);
      return mark;
    }

    /** Look up all marks again; paint and report them if something has changed. */
    recheck() {
      const seen = () => this.blocks.flatMap(({ marks }) => marks.map((m) => [m.dismissed, m.stored]));
      const before = String(seen());
      for (const { marks } of this.blocks) marks.forEach((mark) => this.lookUp(mark));
      if (String(seen()) === before) return;
      this.paint();
      if (this.current) this.report();
    }

    wipe() {
      for (const ground of Object.keys(PALETTE)) {
        for (const dimension of DIMENSIONS) {
          for (const { range } of this.painted)
            highlight(`levelhead-${dimension}-${ground}`, range)?.delete(range);
        }
      }
      this.painted = [];
    }

    /** Dismiss a mark, or mark it again, and tell the host. */
    record({ fingerprint, rule, text }, dismissed) {
      if (this.isShared) remember([fingerprint], dismissed);
      else this.dismissed[dismissed ? "add" : "delete"](fingerprint);
      const kept = this.isShared && { stored: !unstored.has(fingerprint) };
      this.options.onDismiss?.({ fingerprint, rule, text, dismissed, ...kept });
    }

    report() {
      const marks = this.blocks.flatMap((block) =>
        block.marks
          .filter((mark) => !mark.dismissed)
          .map((mark) => ({ ...mark, block, source: mark })),
      );
      this.options.onResult?.({
        answer: this.answer,
        request: this.sent,
        marks,
        dismissed: this.dismissedMarks(),
      });
    }

    // What a person does -----------------------------------------------------------------------

    markAt({ clientX, clientY }) {
      const shift = shiftOf(this.element);
      const [x, y] = [clientX + shift.x, clientY + shift.y];
      return this.painted.find(({ range }) =>
        rectsOf(range).some(
          ({ left, right, top, bottom }) =>
            x >= left - 1 && x <= right + 1 && y >= top - 2 && y <= bottom + 4,
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

    /**
     * To the next mark from the open card or the caret (`step` 1), or to the one before (-1). The
     * list of dismissed marks comes after the last mark.
     */
    walk(step) {
      const { painted, surface, gone, layer } = this;
      const { card } = layer;
      const stops = gone.hidden ? painted : [...painted, null];
      if (!stops.length) return false;
      let at =
        card.open && card.attachment === this
          ? stops.findIndex((mark) => mark?.source === card.mark?.source) + step
          : step > 0
            ? painted.findIndex((mark) => (surface.caret(mark) ?? -1) <= 0)
            : painted.findLastIndex((mark) => surface.caret(mark) === 1);
      if (at === -1 && step > 0 && !gone.hidden) at = painted.length; // after the last mark
      if (at < 0 || at >= stops.length) at = step > 0 ? 0 : stops.length - 1;
      if (stops[at]) this.open(stops[at]);
      else card.list(this);
      return true;
    }

    /** Scroll a mark into view and show its card, with the focus in it. */
    open(mark) {
      need(isMark(mark), "open: expected a mark of handle.marks");
      const found = this.painted.find((each) => each === mark || each.source === mark.source);
      if (!found) return;
      this.layer.card.close();
      this.surface.reveal(found);
      this.layer.card.show(this, found, { held: true, focused: true });
    }

    /** Make the edit of a suggestion; show a notice if the editor does not accept it. */
    async apply(mark, suggestion) {
      const { surface, stopping } = this;
      let { block } = mark;
      const changes = changesOf(block.text, mark, suggestion);
      const edit = { ...joined(block.text, changes), block, mark, suggestion };
      edit.range =
        surface instanceof FieldSurface ? null : surface.range(block, edit.start, edit.end);
      if (await this.options.onApply?.(edit)) return;
      for (const change of surface.stepsOf(block, changes).toReversed()) {
        const before = tidy(surface.read());
        const then = presses;
        await surface.change(block, change);
        const blocks = await this.landed(before, expected(block.text, change));
        if (stopping.signal.aborted) return;
        if (!blocks) {
          // A user who types on, or undoes the change at once, has seen its result.
          if (presses === then) this.setState("unchanged", "This editor did not accept the change.");
          return;
        }
        block = blocks[block.number];
      }
    }

    /** The blocks once they hold the expected text; an editor may show a change a little later. */
    async landed(before, words) {
      for (let checks = 0; checks < CHECKS; checks++) {
        await pause();
        const blocks = this.surface.read();
        const text = tidy(blocks);
        if (text !== before && text.includes(words)) return blocks;
      }
      return null;
    }

    /** The DOM range of a mark, a span or a sentence; null where its block has changed since. */
    rangeOf(place) {
      const { block, start, end } = place ?? {};
      const number = typeof block === "string" ? /^b(\d+)$/.exec(block)?.[1] : block?.number;
      if (number === undefined || ![start, end].every(Number.isInteger)) {
        throw new TypeError("range: expected a mark, a span or a sentence: {block, start, end}");
      }
      const now = this.blocks[number];
      const then = block.text ?? this.sent?.blocks[number]?.text;
      return now && now.text === then ? this.surface.range(now, start, end) : null;
    }

    dismiss(mark) {
      need(isMark(mark), "dismiss: expected a mark of handle.marks");
      this.setDismissed(mark.source, true);
    }

    restore(mark) {
      need(isMark(mark), "restore: expected a mark of result.dismissed");
      this.setDismissed(mark.source, false);
    }

    setDismissed(mark, dismissed) {
      // An undo may bring back neighbours, and with them a fingerprint, that the mark had before.
      const former = dismissed ? [] : (mark.former ?? []);
      try {
        for (const fingerprint of [...former, mark.fingerprint]) {
          this.record({ ...mark, fingerprint }, dismissed);
        }
      } finally {
        if (this.isShared) recheckAll();
        else this.recheck();
      }
      if (this.isShared && unstored.get(mark.fingerprint)) this.setState("unstored", UNSTORED);
      else if (this.state === "unstored") this.setState("done");
    }

    detach() {
      clearTimeout(this.timer);
      clearTimeout(this.hovering);
      this.asking?.abort();
      this.stopping.abort();
      const { card, root } = this.layer;
      const isShown = card.open && card.attachment === this;
      const parts = isShown ? [this.corner, card.box] : [this.corner];
      if (parts.some((part) => part.contains(root.activeElement))) this.surface.focus();
      if (isShown) card.close();
      this.wipe();
      this.surface.stop();
      this.observer.disconnect();
      this.corner.remove();
      if (attachments.get(this.element) === this) attachments.delete(this.element);
    }
  }

  // Editors insert non-breaking spaces and zero-width characters where they need them.
  const plain = (text) => text.replace(/[\u200b\u2060\ufeff]/g, "").replace(/\s+/g, " ");
  const tidy = (blocks) => plain(blocks.map(({ text }) => text).join("\n"));

  /** The text around a change, and the change, as `tidy` shows them once it is made. */
  const expected = (text, { start, end, text: put }) =>
    plain(
      text.slice(Math.max(start - AROUND, 0), start) + put + text.slice(end, end + AROUND),
    ).trim();

  /** Identifies a mark within one version of its block. */
  const nameOf = ({ start, end, rule }) => `${start} ${end} ${rule}`;

  /** The attachment that a key press is for: that with the focus; the first if nothing has it. */
  function focused() {
    const all = [...attachments.values()].filter(
      ({ element }) => element.isConnected && viewOf(element),
    );
    const within = all.find(
      ({ element, layer: { card } }) =>
        element.matches(":focus-within") ||
        (card.open && card.held && card.attachment.element === element),
    );
    return document.activeElement === document.body ? (within ?? all[0]) : within;
  }

  // A page turns light or dark with the system, or by a class on its html or body.
  const repaint = () => attachments.forEach((attachment) => attachment.paint());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);

  /** After a change of the dismissals in this browser. */
  function recheckAll() {
    for (const attachment of attachments.values()) {
      if (attachment.isShared) attachment.recheck();
    }
  }

  // Dismissed, or marked again, in another tab; a page that the browser has put by gets no events.
  function readAgain() {
    recall();
    recheckAll();
  }
  addEventListener("storage", ({ key }) => {
    if (key === null || key.startsWith(STORED)) readAgain();
  });
  addEventListener("pageshow", ({ persisted }) => persisted && readAgain());

  const watched = new WeakSet(); // documents
  let presses = 0; // of keys and buttons so far

  /** Listen to keys and pointers in a document that has editors. */
  function watch(document) {
    if (watched.has(document)) return;
    watched.add(document);
    for (const type of ["keydown", "pointerdown"]) {
      document.addEventListener(type, () => presses++, { capture: true });
    }
    document.addEventListener("keydown", (event) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "F8" && focused()?.walk(event.shiftKey ? -1 : 1)) event.preventDefault();
      if (event.key === "Escape") for (const { layer } of attachments.values()) layer.card.close();
    });
    document.addEventListener("pointerdown", (event) => {
      const path = event.composedPath();
      for (const { element, layer } of attachments.values()) {
        if (!path.includes(layer.host) && !path.includes(element)) layer.card.close();
      }
    });
    const moved = () => attachments.forEach((attachment) => attachment.moved());
    document.addEventListener("scroll", moved, { capture: true, passive: true });
    viewOf(document).addEventListener("resize", moved);
  }

  // ── For hosts ──────────────────────────────────────────────────────────────────────────────

  const ONE_LINE = /^(text|search)$/; // types of inputs that hold prose

  /** Throws a TypeError that says what to give instead, unless an element can be attached. */
  function check(element) {
    const refuse = (why) => {
      throw new TypeError(`levelhead.attach: ${why}`);
    };
    if (element?.nodeType !== 1) refuse("expected an element");
    if (element.localName === "iframe") {
      refuse(
        element.contentDocument
          ? "expected an element of the frame, such as frame.contentDocument.body"
          : "this frame is of another origin; load levelhead.js in the frame",
      );
    }
    if (element.localName === "input" && !ONE_LINE.test(element.type)) {
      refuse(`an input of type ${element.type} holds no text to mark`);
    }
    let view = viewOf(element);
    while (view && view !== window) view = view.frameElement && view.parent;
    if (!view) refuse("the element is neither in this window nor in one of its frames");
  }

  // The options of each type; what is null or undefined counts as not given.
  const OPTIONS = {
    string: ["server", "key", "profile", "desk"],
    function: ["onResult", "onState", "onApply", "onDismiss", "filter", "fetch"],
    boolean: ["explain", "listDismissed"],
  };

  /** The options; throws a TypeError that names the first that is wrong. */
  function checked(options) {
    need(isObject(options), "levelhead.attach: `options` must be an object");
    for (const [type, names] of Object.entries(OPTIONS)) {
      for (const name of names) {
        const isRight = [type, "undefined"].includes(typeof (options[name] ?? undefined));
        need(isRight, `levelhead.attach: \`${name}\` must be a ${type}`);
      }
    }
    const given = options.dismissed ?? undefined;
    if (given === undefined) return options;
    const isList = typeof given === "object" && Symbol.iterator in given;
    const dismissed = isList ? [...given] : [null];
    need(
      dismissed.every(isFingerprint),
      "levelhead.attach: `dismissed` must be a list of fingerprints, each of 16 hexadecimal digits in lower case",
    );
    return { ...options, dismissed };
  }

  /** Mark the words of an element from now on; docs/levelhead-js.md has the options. */
  function attach(element, options = {}) {
    check(element);
    const right = checked(options);
    watch(element.ownerDocument);
    attachments.get(element)?.detach();
    const attachment = new Attachment(element, right);
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
        need(typeof wanted === "function", "filter: expected a function");
        attachment.wanted = wanted;
        attachment.paint();
      },
      open: (mark) => attachment.open(mark),
      dismiss: (mark) => attachment.dismiss(mark),
      restore: (mark) => attachment.restore(mark),
      range: (place) => attachment.rangeOf(place),
    });
  }

  /** The fingerprints of the marks that are dismissed in this browser, the latest last. */
  const dismissed = () => [...recall()];

  /**
   * Dismiss the mark of a fingerprint in this browser, or with `gone` false mark it again. False if
   * the browser cannot store that: it then counts until the page is closed.
   */
  function dismiss(fingerprint, gone = true) {
    const wrong = "levelhead.dismiss: `fingerprint` must be 16 hexadecimal digits in lower case";
    need(isFingerprint(fingerprint), wrong);
    need(typeof gone === "boolean", "levelhead.dismiss: the second argument must be a boolean");
    remember([fingerprint], gone);
    recheckAll();
    return !unstored.has(fingerprint);
  }

  const isObject = (given) => Object(given) === given;
  const isSuggestion = (given) => typeof given?.action === "string";

  window.levelhead = Object.freeze({
    attach,
    dismiss,
    dismissed,
    async analyze(service, request, signal = new AbortController().signal) {
      need(typeof service?.server === "string", "levelhead.analyze: `server` must be a string");
      need(isObject(request), "levelhead.analyze: `request` must be an object");
      const isSignal = isObject(signal) && "aborted" in signal;
      need(isSignal, "levelhead.analyze: `signal` must be an AbortSignal");
      return analyze(service, request, signal);
    },
    editOf(text, span, suggestion) {
      need(typeof text === "string", "levelhead.editOf: `text` must be a string");
      const isSpan = [span?.start, span?.end].every(Number.isInteger);
      need(isSpan, "levelhead.editOf: `span` must have `start` and `end`");
      need(isSuggestion(suggestion), "levelhead.editOf: expected a suggestion of a span");
      return editOf(text, span, suggestion);
    },
    isEdit(suggestion) {
      need(isSuggestion(suggestion), "levelhead.isEdit: expected a suggestion of a span");
      return isEdit(suggestion);
    },
    productOf(span) {
      need(typeof span?.score === "number", "levelhead.productOf: expected a span");
      return productOf(span);
    },
  });

  watch(document);

  function begin() {
    for (const each of [document.documentElement, document.body]) {
      new MutationObserver(repaint).observe(each, { attributes: true });
    }
    for (const element of document.querySelectorAll("[data-levelhead]")) {
      const { levelhead: server, levelheadKey: key, levelheadProfile: profile } = element.dataset;
      if (server || HOME !== null) attach(element, { server: server || undefined, key, profile });
    }
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
