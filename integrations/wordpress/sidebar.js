/* A sidebar of WordPress's block editor: what levelhead finds in the article, block by block.
 *
 * One way: the editor's store → blocks of text → POST /analyze → a list. The article is never
 * changed, and nothing is sent before somebody opens the sidebar.
 */
((wp, service) => {
  "use strict";

  const { data, editPost, editor, element, plugins } = wp;

  const DEBOUNCE_MS = 600;
  const FIRST_WAIT_MS = 5_000,
    LONGEST_WAIT_MS = 60_000;
  const TITLE = "title"; // no block has it as its id: those are UUIDs

  const { createElement: el, useEffect, useMemo, useState } = element;
  // Since WordPress 6.6 they are in wp.editor, and the old place complains.
  const { PluginSidebar, PluginSidebarMoreMenuItem } = editor?.PluginSidebar ? editor : editPost;

  // ── What is sent ───────────────────────────────────────────────────────────────────────────

  // The attributes of a block that hold what readers read, and as what they read it.
  const READ = {
    "core/heading": { content: "headline" },
    "core/image": { caption: "caption" },
    "core/list-item": { content: "body" },
    "core/paragraph": { content: "body" },
    "core/pullquote": { value: "blockquote" },
    "core/verse": { content: "body" },
    "core/video": { caption: "caption" },
  };

  /** Rich text as plain text; what it is parsed in loads and runs nothing. */
  function plain(html) {
    const { body } = new DOMParser().parseFromString(String(html), "text/html");
    for (const br of body.querySelectorAll("br")) br.replaceWith("\n");
    return body.textContent.toWellFormed();
  }

  /** The texts of some blocks and of those inside them, each with the id of its block. */
  function textsOf(blocks, inside = null) {
    return blocks.flatMap(({ clientId, name, attributes, innerBlocks }) => {
      const own = Object.entries(READ[name] ?? {}).map(([attribute, role]) => ({
        id: clientId,
        role: inside ?? role,
        text: plain(attributes[attribute] ?? ""),
      }));
      const role = name === "core/quote" ? "blockquote" : inside;
      return [...own, ...textsOf(innerBlocks, role)].filter(({ text }) => text.trim());
    });
  }

  // ── The service ────────────────────────────────────────────────────────────────────────────

  const REFUSED = {
    401: "levelhead asks for a key.",
    403: "levelhead does not accept this key.",
    413: "This article is too long for levelhead.",
  };

  /** How long a busy service asks to be left alone; undefined where it does not say. */
  function waitOf(response) {
    const given = response.headers.get("Retry-After") ?? "";
    return /^\d+$/.test(given) ? Number(given) * 1000 : undefined;
  }

  /** `{answer}`, or `{message, wait}`: wait in ms before asking again, null for never. */
  async function analyze(blocks, signal) {
    const headers = { "Content-Type": "application/json" };
    if (service.key) headers["X-API-Key"] = service.key;
    let response;
    try {
      response = await fetch(`${service.server}/analyze`, {
        method: "POST",
        headers,
        body: JSON.stringify({ blocks, offset_unit: "utf16" }),
        signal,
        referrerPolicy: "no-referrer",
      });
      if (response.ok) return { answer: await response.json() };
    } catch {
      return { message: "levelhead cannot be reached." };
    }
    const { status } = response;
    if (status === 429 || status >= 500) {
      return { message: "levelhead is busy.", wait: waitOf(response) };
    }
    const message = REFUSED[status] ?? `levelhead could not read this article (${status}).`;
    return { message, wait: null };
  }

  /** The last answer about these texts, and what stands in the way of a newer one. */
  function useAnswer(texts) {
    const [result, setResult] = useState({ answer: null, message: "" });
    const asked = JSON.stringify(texts);
    useEffect(() => {
      const stop = new AbortController();
      let timer,
        failures = 0;
      const ask = async () => {
        const { answer, message, wait } = await analyze(JSON.parse(asked), stop.signal);
        if (stop.signal.aborted) return;
        if (answer) {
          setResult({ answer, message: "" });
          return;
        }
        setResult((last) => ({ ...last, message }));
        if (wait === null) return;
        const pause = Math.min(FIRST_WAIT_MS * 2 ** failures++, LONGEST_WAIT_MS);
        timer = setTimeout(ask, wait ?? pause);
      };
      if (texts.length) timer = setTimeout(ask, DEBOUNCE_MS);
      else setResult({ answer: null, message: "" });
      return () => {
        clearTimeout(timer);
        stop.abort();
      };
    }, [asked]);
    return result;
  }

  // ── What is shown ──────────────────────────────────────────────────────────────────────────

  const LINES = {
    sensational: "underline solid 2px #b3261e",
    hedging: "underline dotted 3px #1a6390",
  };
  const words = (id) => id.replaceAll("_", " ");

  /** Where a click leads: to the block, or into the title, which is none. */
  function goTo(id) {
    if (id !== TITLE) {
      data.dispatch("core/block-editor").selectBlock(id);
      return;
    }
    const canvas = document.querySelector("iframe[name=editor-canvas]")?.contentDocument;
    (canvas ?? document).querySelector(".wp-block-post-title")?.focus();
  }

  function Mark({ span }) {
    const line = { textDecoration: LINES[span.dimension], textUnderlineOffset: "3px" };
    return el(
      "li",
      { style: { margin: "0 0 12px" } },
      el(
        "button",
        { type: "button", className: "components-button is-link", onClick: () => goTo(span.block) },
        el("span", { style: line }, span.text),
      ),
      el("div", {}, `${span.dimension}: ${words(span.category)}, ${span.score.toFixed(2)}`),
      el("div", { className: "description" }, span.message),
    );
  }

  function Block({ text, spans }) {
    const begin = text.length > 60 ? `${text.slice(0, 60).toWellFormed()}…` : text;
    return el(
      "section",
      {},
      el("h3", { style: { fontWeight: "normal" } }, begin),
      el("ul", {}, ...spans.map((span, n) => el(Mark, { key: n, span }))),
    );
  }

  function Scores({ scores }) {
    return el(
      "ul",
      {},
      ...Object.entries(scores).map(([dimension, { score, band }]) =>
        el("li", { key: dimension }, `${dimension}: ${score.toFixed(2)}, ${band}`),
      ),
    );
  }

  function Panel() {
    const title = data.useSelect((select) =>
      select("core/editor").getEditedPostAttribute("title"),
    );
    const blocks = data.useSelect((select) => select("core/block-editor").getBlocks());
    const texts = useMemo(() => {
      const headline = { id: TITLE, role: "headline", text: (title ?? "").toWellFormed() };
      return [headline, ...textsOf(blocks)].filter(({ text }) => text.trim());
    }, [title, blocks]);
    const { answer, message } = useAnswer(texts);
    const found = texts
      .map(({ id, text }) => ({
        id,
        text,
        spans: answer?.spans.filter(({ block }) => block === id) ?? [],
      }))
      .filter(({ spans }) => spans.length);
    return el(
      "div",
      { className: "levelhead", style: { padding: "16px" } },
      answer && el(Scores, { scores: answer.scores }),
      ...found.map(({ id, text, spans }) => el(Block, { key: id, text, spans })),
      answer && !found.length && el("p", {}, "Nothing found."),
      el("p", { role: "status" }, message),
    );
  }

  const NoAddress = () =>
    el("p", { style: { padding: "16px" } }, "Set the address first: Settings, levelhead.");

  plugins.registerPlugin("levelhead", {
    icon: "search",
    render: () => [
      el(PluginSidebarMoreMenuItem, { key: "menu", target: "levelhead" }, "levelhead"),
      el(
        PluginSidebar,
        { key: "sidebar", name: "levelhead", title: "levelhead" },
        el(service.server ? Panel : NoAddress),
      ),
    ],
  });
})(window.wp, window.levelheadService);
