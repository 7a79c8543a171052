/* Attaches levelhead.js to an editor once a person works in it; runs on allowed sites only. */

(() => {
  if (globalThis.levelheadEditors) return; // registered, and put into an open tab, at one time
  const handles = new Map(); // by element
  globalThis.levelheadEditors = handles;

  /** fetch for levelhead.js, by way of the worker: it knows the address and the key. */
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

  /** The editor that an element is, or is a part of; null where there is none to mark. */
  function editorOf(element) {
    if (!(element instanceof HTMLElement)) return null;
    // What is searched for is nobody's prose.
    if (element.closest("[data-levelhead], [role=combobox], [role=searchbox]")) return null;
    if (element.localName === "textarea") {
      return element.readOnly || element.disabled ? null : element;
    }
    if (!element.isContentEditable) return null;
    let editor = element;
    while (editor.parentElement?.isContentEditable) editor = editor.parentElement;
    // The layer of marks would become a part of a document that is edited as a whole.
    return editor.contains(document.body) ? null : editor;
  }

  function begin(element) {
    const editor = editorOf(element);
    for (const [each, handle] of handles) {
      if (each.isConnected) continue;
      handle.detach();
      handles.delete(each);
    }
    if (!editor || handles.has(editor)) return;
    handles.set(editor, levelhead.attach(editor, { server: chrome.runtime.getURL(""), fetch: ask }));
  }

  // Address or key have changed.
  chrome.runtime.onMessage.addListener(() => {
    for (const handle of handles.values()) handle.refresh();
  });
  document.addEventListener("focusin", (event) => begin(event.composedPath()[0]));
  begin(document.activeElement);
})();
