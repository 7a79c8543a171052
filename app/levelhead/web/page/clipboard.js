/** Buttons that copy, in pages with and without a clipboard of their own. */

/** Copy a text to the clipboard, with its HTML for programs that accept it. */
async function copy(text, html) {
  const kinds = { "text/plain": text, ...(html && { "text/html": html }) };
  const items = Object.entries(kinds).map(([type, data]) => [type, new Blob([data], { type })]);
  if (navigator.clipboard)
    return navigator.clipboard.write([new ClipboardItem(Object.fromEntries(items))]);
  // Pages that are not served over https have only this older API.
  const put = (event) => {
    for (const [type, data] of Object.entries(kinds)) event.clipboardData.setData(type, data);
    event.preventDefault();
  };
  document.addEventListener("copy", put, { once: true });
  document.execCommand("copy");
  document.removeEventListener("copy", put);
}

/** Let each button, by its id, copy the [text, html] that its function returns, and say so. */
export function copyOnClick(copies, say) {
  for (const [id, made] of Object.entries(copies)) {
    document.getElementById(id).addEventListener("click", async () => {
      await copy(...(await made()));
      say("Copied.");
    });
  }
}
