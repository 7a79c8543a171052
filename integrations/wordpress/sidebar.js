/* A sidebar of WordPress's block editor: what levelhead finds in the article, text by text.
 *
 * The editor's stores → texts (article.js) → POST /analyze (levelhead.js) → a list. The article is
 * changed only when a suggestion is pressed, and nothing is sent before the sidebar is open.
 */
(() => {
  "use strict";

  const { levelhead, levelheadArticle: article, levelheadService: service, wp } = window;
  const { components, data, editPost, editor, element, plugins } = wp;

  const DEBOUNCE_MS = 600;
  const FIRST_WAIT_MS = 5_000,
    LONGEST_WAIT_MS = 60_000;

  const { createElement: el, useEffect, useMemo, useRef, useState } = element;
  const { Button } = components;
  // Since WordPress 6.6 they are in wp.editor, and the old place logs a warning.
  const { PluginSidebar, PluginSidebarMoreMenuItem } = editor?.PluginSidebar ? editor : editPost;

  // ── The service ────────────────────────────────────────────────────────────────────────────

  /** The last answer with its texts, and the error that prevents a newer one. */
  function useAnswer(texts, said) {
    const [result, setResult] = useState({ answer: null, texts: [], said: "", message: "" });
    useEffect(() => {
      const stop = new AbortController();
      let timer,
        failures = 0;
      const request = {
        blocks: texts.map(({ role, text }, n) => ({ id: `t${n}`, role, text: text.toWellFormed() })),
        offset_unit: "utf16",
        ...(service.profile && { profile: service.profile }),
      };
      const ask = async () => {
        try {
          const answer = await levelhead.analyze(service, request, stop.signal);
          if (!stop.signal.aborted) setResult({ answer, texts, said, message: "" });
        } catch (error) {
          if (stop.signal.aborted) return;
          if (!("wait" in error)) throw error;
          const { message, wait } = error;
          setResult((last) => ({ ...last, message }));
          if (wait === null) return;
          const pause = Math.min(FIRST_WAIT_MS * 2 ** failures++, LONGEST_WAIT_MS);
          timer = setTimeout(ask, wait ?? pause);
        }
      };
      if (texts.length) timer = setTimeout(ask, DEBOUNCE_MS);
      else setResult({ answer: null, texts, said, message: "" });
      return () => {
        clearTimeout(timer);
        stop.abort();
      };
    }, [said]);
    return result;
  }

  // ── Dismissals ─────────────────────────────────────────────────────────────────────────────

  /**
   * The fingerprints of dismissed marks, which levelhead.js keeps; a function to change one; and
   * whether the browser has stored all changes.
   */
  function useDismissed() {
    const read = () => new Set(levelhead.dismissed());
    const [dismissed, setDismissed] = useState(read);
    const [stored, setStored] = useState(true);
    const again = () => setDismissed(read());
    useEffect(() => {
      addEventListener("storage", again); // dismissed, or marked again, in another tab
      return () => removeEventListener("storage", again);
    }, []);
    const change = ({ fingerprint }, gone) => {
      const isStored = levelhead.dismiss(fingerprint, gone);
      if (gone) setStored(isStored); // earlier changes are stored with a later one, if it is
      again();
    };
    return [dismissed, change, stored];
  }

  // ── What is shown ──────────────────────────────────────────────────────────────────────────

  const UNSTORED = "Dismissed only until this page is closed: the browser cannot store it.";
  const LINES = {
    sensational: "underline solid 2px #b3261e",
    hedging: "underline dotted 3px #1a6390",
  };
  const words = (id) => id.replaceAll("_", " ");
  const labelOf = ({ action, text }) => (action === "delete" ? "Delete" : `Replace with “${text}”`);

  function Mark({ span, text, current, onApply, onDismiss }) {
    const line = { textDecoration: LINES[span.dimension], textUnderlineOffset: "3px" };
    const edits = article.isEditable(text)
      ? span.suggestions
          .filter(levelhead.isEdit)
          .map((suggestion) => [suggestion, levelhead.editOf(text.text, span, suggestion)])
          .filter(([, edit]) => edit)
      : [];
    return el(
      "li",
      { style: { margin: "0 0 16px" } },
      el(
        Button,
        {
          variant: "link",
          disabled: !current,
          onClick: () => article.show(text, span.start, span.end),
        },
        el("span", { style: line }, span.text),
      ),
      el("div", {}, `${span.dimension}: ${words(span.category)}, ${span.score.toFixed(2)}`),
      el("div", { className: "description" }, span.message),
      ...edits.map(([suggestion, edit], n) =>
        el(
          Button,
          {
            key: n,
            variant: "secondary",
            disabled: !current,
            style: { margin: "4px 4px 0 0" },
            onClick: () => onApply(text, edit, span, suggestion),
          },
          labelOf(suggestion),
        ),
      ),
      el(
        Button,
        {
          variant: "tertiary",
          "aria-label": `Dismiss “${span.text}”`,
          style: { margin: "4px 0 0", padding: "0 4px" },
          onClick: () => onDismiss(span, true),
        },
        "Dismiss",
      ),
    );
  }

  function Text({ text, spans, ...rest }) {
    const begin = text.text.length > 60 ? `${text.text.slice(0, 60).toWellFormed()}…` : text.text;
    // WordPress sets headings of a sidebar in capitals.
    const style = { fontSize: "13px", fontWeight: "normal", textTransform: "none" };
    return el(
      "section",
      {},
      el("h3", { style }, begin),
      el("ul", {}, ...spans.map((span, n) => el(Mark, { key: n, span, text, ...rest }))),
    );
  }

  function Dismissed({ spans, onDismiss, summary }) {
    const label = `Dismissed: ${spans.length}`;
    return el(
      "details",
      { className: "dismissed" },
      el("summary", { ref: summary }, label),
      el(
        "ul",
        {},
        ...spans.map((span, n) =>
          el(
            "li",
            { key: n },
            span.text,
            " ",
            el(
              Button,
              {
                variant: "tertiary",
                "aria-label": `Mark again: “${span.text}”`,
                onClick: () => onDismiss(span, false),
              },
              "Mark again",
            ),
          ),
        ),
      ),
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

  // Equal if the texts are equal; and equal if they also belong to the same blocks.
  const saidBy = (texts) => JSON.stringify(texts.map(({ role, text }) => [role, text]));
  const keyOf = (texts) => JSON.stringify([saidBy(texts), texts.map(({ block, path }) => [block, path])]);

  function Panel() {
    const key = data.useSelect(() => keyOf(article.texts()));
    const texts = useMemo(article.texts, [key]);
    const said = saidBy(texts);
    const { answer, message, ...asked } = useAnswer(texts, said);
    const current = asked.said === said; // otherwise the offsets belong to an older text
    // The edits applied here, each with the article's text after it, for the undo button.
    const [applied, setApplied] = useState([]);
    const last = applied.findLast((each) => each.said === said);

    const onApply = (text, edit, span, suggestion) => {
      article.apply(text, edit);
      const done = suggestion.action === "delete" ? "Deleted" : "Replaced";
      const entry = { message: `${done} “${span.text}”.`, said: saidBy(article.texts()) };
      setApplied([...applied, entry]);
    };
    const undo = () => data.dispatch("core/editor").undo();

    const [dismissed, change, stored] = useDismissed();
    const summary = useRef();
    const onDismiss = (span, gone) => {
      change(span, gone);
      // The button that has the focus goes with its mark.
      requestAnimationFrame(() => summary.current?.focus());
    };
    const isGone = ({ fingerprint }) => dismissed.has(fingerprint);
    const gone = answer?.spans.filter(isGone) ?? [];

    // After an undo, WordPress may have the same texts in new blocks.
    const found = (current ? texts : asked.texts)
      .map((text, n) => ({
        text,
        spans: answer?.spans.filter((span) => span.block === `t${n}` && !isGone(span)) ?? [],
      }))
      .filter(({ spans }) => spans.length);
    const rest = { current, onApply, onDismiss };
    return el(
      "div",
      { className: "levelhead", "aria-busy": !current, style: { padding: "16px" } },
      answer && el(Scores, { scores: answer.scores }),
      last && el("p", {}, last.message, " ", el(Button, { variant: "link", onClick: undo }, "Undo")),
      ...found.map(({ text, spans }, n) => el(Text, { key: n, text, spans, ...rest })),
      answer && !found.length && !gone.length && el("p", {}, "Nothing found."),
      gone.length > 0 && el(Dismissed, { spans: gone, onDismiss, summary }),
      el("p", { role: "status" }, message, !stored && gone.length > 0 && ` ${UNSTORED}`),
    );
  }

  const NoAddress = () =>
    el("p", { style: { padding: "16px" } }, "Set the address first, under Settings → levelhead.");

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
})();
