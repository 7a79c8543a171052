/* What sidebar.js uses of WordPress's editor: a store of blocks, and as much of React as it takes.
 *
 * `editor.write(id, html)` and `editor.title(text)` change the article; `editor.selected` tells
 * what was selected. All is drawn anew after each change, with hooks told apart by their order.
 */
(() => {
  const paragraph = (clientId, content, name = "core/paragraph") => ({
    clientId,
    name,
    attributes: { content },
    innerBlocks: [],
  });
  // As since WordPress 6.5: an object that says its HTML when it is asked for a string.
  const rich = (html) => ({ toString: () => html });
  let title = "Shambolic council slams <plan>";
  let blocks = [
    paragraph("p1", rich("It was a <strong>bonkers</strong> 😀 plan &amp; <em>may</em> fail.")),
    {
      clientId: "q",
      name: "core/quote",
      attributes: {},
      innerBlocks: [paragraph("q1", "We were gobsmacked.")],
    },
    paragraph("p2", "The council met on Monday."),
    { clientId: "t", name: "core/table", attributes: {}, innerBlocks: [] },
    paragraph("x", 'Perhaps <img src=x onerror="window.ran = true">.'),
  ];
  const selectors = {
    "core/block-editor": { getBlocks: () => blocks },
    "core/editor": { getEditedPostAttribute: (name) => (name === "title" ? title : undefined) },
  };
  const select = (store) => selectors[store];
  const dispatch = () => ({ selectBlock: (id) => (window.editor.selected = id) });

  let hooks = [],
    next = 0,
    after = [],
    due = false;
  const redraw = () => {
    if (due) return;
    due = true;
    queueMicrotask(() => {
      due = false;
      draw();
    });
  };
  const same = (a, b) => a && a.length === b.length && a.every((each, n) => Object.is(each, b[n]));

  function useState(first) {
    const hook = (hooks[next++] ??= { value: first });
    const set = (value) => {
      hook.value = typeof value === "function" ? value(hook.value) : value;
      redraw();
    };
    return [hook.value, set];
  }
  function useMemo(make, inputs) {
    const hook = (hooks[next++] ??= {});
    if (!same(hook.inputs, inputs)) Object.assign(hook, { inputs, value: make() });
    return hook.value;
  }
  function useEffect(effect, inputs) {
    const hook = (hooks[next++] ??= {});
    if (same(hook.inputs, inputs)) return;
    hook.inputs = inputs;
    after.push(() => {
      hook.end?.();
      hook.end = effect();
    });
  }

  const createElement = (type, props, ...children) => ({ type, props: { ...props, children } });

  function nodesOf(what) {
    if (what === null || what === undefined || typeof what === "boolean") return [];
    if (Array.isArray(what)) return what.flatMap(nodesOf);
    if (typeof what !== "object") return [document.createTextNode(what)];
    const { type, props } = what;
    if (typeof type === "function") return nodesOf(type(props));
    const node = document.createElement(type);
    const { children, className, key, onClick, style, ...attributes } = props;
    if (className) node.className = className;
    if (onClick) node.addEventListener("click", onClick);
    Object.assign(node.style, style);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...nodesOf(children));
    return [node];
  }

  let plugin;
  function draw() {
    next = 0;
    document.getElementById("sidebar").replaceChildren(...nodesOf(plugin.render()));
    for (const effect of after.splice(0)) effect();
  }

  window.editor = {
    selected: null,
    title: (text) => {
      title = text;
      redraw();
    },
    write: (id, html) => {
      blocks = blocks.map((block) => (block.clientId === id ? paragraph(id, rich(html)) : block));
      redraw();
    },
  };
  window.wp = {
    data: { dispatch, useSelect: (pick) => pick(select) },
    editor: {
      PluginSidebar: ({ children }) => createElement("aside", {}, children),
      PluginSidebarMoreMenuItem: ({ children }) => createElement("span", {}, children),
    },
    element: { createElement, useEffect, useMemo, useState },
    plugins: {
      registerPlugin: (name, settings) => {
        plugin = settings;
        draw();
      },
    },
  };
})();
