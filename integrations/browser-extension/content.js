/* Attaches levelhead.js to an editor as soon as it has the focus; runs only on allowed sites. */

(() => {
  if (globalThis.levelheadEditors) return; // registered and injected at the same time
  const handles = new Map(); // by element
  globalThis.levelheadEditors = handles;

  /** fetch for levelhead.js, through the worker, which knows the address and the key. */
  function ask(_address, { body, signal }) {
    return new Promise((resolve, reject) => {
      const port = chrome.runtime.connect();
      signal.addEventListener("abort", () => {
        port.disconnect();
        reject(signal.reason);
      });
      port.onDisconnect.addListener(() => reject(new TypeError("the worker has gone")));
      port.onMessage.addListener((answer) => {
        port.disconnect();
        if (answer) resolve(new Response(answer.body, answer));
        else reject(new TypeError("the service cannot be reached"));
      });
      port.postMessage(body);
    });
  }

  /** The editor that an element is or belongs to; null if there is none to mark. */
  function editorOf(element) {
    if (!(element instanceof HTMLElement)) return null;
    // Search terms are not prose.
    if (element.closest("[data-levelhead], [role=combobox], [role=searchbox]")) return null;
    if (element.localName === "textarea") {
      return element.readOnly || element.disabled ? null : element;
    }
    if (!element.isContentEditable) return null;
    let editor = element;
    while (editor.parentElement?.isContentEditable) editor = editor.parentElement;
    // If the whole document is editable, the layer of marks would become part of it.
    return editor.contains(document.body) ? null : editor;
  }

  /** Attach levelhead.js. The worker keeps dismissals: the site could read its own storage. */
  async function attach(editor) {
    handles.set(editor, { detach() {}, refresh() {} }); // until the worker has answered
    const handle = levelhead.attach(editor, {
      server: chrome.runtime.getURL(""),
      fetch: ask,
      dismissed: (await chrome.runtime.sendMessage("dismissed")) ?? [],
      onDismiss: (change) => chrome.runtime.sendMessage(change),
    });
    handles.set(editor, handle);
  }

  function begin(element) {
    const editor = editorOf(element);
    for (const [each, handle] of handles) {
      if (each.isConnected) continue;
      handle.detach();
      handles.delete(each);
    }
    if (!editor || handles.has(editor)) return;
    attach(editor);
  }

  // Address or key have changed.
  chrome.runtime.onMessage.addListener(() => {
    for (const handle of handles.values()) handle.refresh();
  });
  document.addEventListener("focusin", (event) => begin(event.composedPath()[0]));
  begin(document.activeElement);
})();
