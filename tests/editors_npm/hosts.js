/* The editors that levelhead.js is tried in, each with the same text.
 *
 * `await hosts[name](place)` starts one in an element of the page and returns what a test needs:
 * the `editor`, its element with the text (`root`), the text as the editor's own model has it
 * (`html()`), and whether the editor knows of a change (`dirty()`).
 */
import { Bold as CKBold } from "@ckeditor/ckeditor5-basic-styles";
import { ClassicEditor } from "@ckeditor/ckeditor5-editor-classic";
import { Essentials } from "@ckeditor/ckeditor5-essentials";
import { Paragraph as CKParagraph } from "@ckeditor/ckeditor5-paragraph";
import { createEmptyHistoryState, registerHistory } from "@lexical/history";
import { registerRichText } from "@lexical/rich-text";
import { Editor as TipTap } from "@tiptap/core";
import Bold from "@tiptap/extension-bold";
import Document from "@tiptap/extension-document";
import Paragraph from "@tiptap/extension-paragraph";
import Text from "@tiptap/extension-text";
import { UndoRedo } from "@tiptap/extensions";
import { $createParagraphNode, $createTextNode, $getRoot, createEditor } from "lexical";
import Quill from "quill";
import { createElement, useState } from "react";
import { createRoot } from "react-dom/client";
import { flushSync } from "react-dom";
import { createEditor as createSlate } from "slate";
import { withHistory } from "slate-history";
import { Editable, Slate, withReact } from "slate-react";
import tinymce from "tinymce/tinymce";
import "tinymce/icons/default";
import "tinymce/models/dom";
import "tinymce/themes/silver";
import "tinymce/skins/ui/oxide/skin.js";
import "tinymce/skins/ui/oxide/content.js";
import "tinymce/skins/ui/oxide/content.inline.js";
import "tinymce/skins/content/default/content.js";

/** Paragraphs of runs; a run in a list is bold. */
const TEXT = [
  ["The mayor slams a ", ["gargantuan"], " plan."],
  ["It cost a gargan", ["tuan"], " sum and was utter", ["ly"], " wrong."],
  ["It is an ", ["utter"], " joy."],
];
const markup = (runs) =>
  `<p>${runs.map((run) => (Array.isArray(run) ? `<strong>${run}</strong>` : run)).join("")}</p>`;
const HTML = TEXT.map(markup).join("");

async function tiny(place, inline) {
  place.innerHTML = inline ? HTML : `<textarea></textarea>`;
  if (!inline) place.firstChild.value = HTML;
  const [editor] = await tinymce.init({
    target: inline ? place : place.firstChild,
    inline,
    license_key: "gpl",
    menubar: false,
    promotion: false,
    branding: false,
  });
  return {
    editor,
    root: editor.getBody(),
    html: () => editor.getContent().replaceAll("\n", ""),
    dirty: () => editor.isDirty(),
  };
}

function native(place) {
  let inputs = 0;
  place.addEventListener("input", () => inputs++);
  return { root: place, html: () => place.innerHTML, dirty: () => inputs > 0 };
}

const PLAIN = "The mayor slams a gargantuan plan.";

function field(place, tag) {
  const root = place.appendChild(Object.assign(document.createElement(tag), { value: PLAIN }));
  return { root, html: () => root.value, dirty: () => root.value !== PLAIN };
}

function react(place, tag) {
  let value = "";
  function Form() {
    const [text, setText] = useState(PLAIN);
    value = text;
    return createElement(tag, {
      value: text,
      onChange: (e) => setText(e.target.value),
      "aria-label": "A",
    });
  }
  flushSync(() => createRoot(place).render(createElement(Form)));
  return { root: place.firstChild, html: () => value, dirty: () => value !== PLAIN };
}

export const hosts = {
  async ckeditor(place) {
    let changes = 0;
    const editor = await ClassicEditor.create(place, {
      licenseKey: "GPL",
      plugins: [Essentials, CKParagraph, CKBold],
      initialData: HTML,
    });
    editor.model.document.on("change:data", () => changes++);
    return {
      editor,
      root: editor.editing.view.getDomRoot(),
      html: () => editor.getData(),
      dirty: () => changes > 0,
    };
  },
  tinymce: (place) => tiny(place, false),
  "tinymce inline": (place) => tiny(place, true),
  async quill(place) {
    place.innerHTML = HTML;
    const editor = new Quill(place);
    let changes = 0;
    editor.on("text-change", (_delta, _old, by) => (changes += by === "user"));
    return {
      editor,
      root: editor.root,
      html: () => editor.getSemanticHTML().replaceAll("&nbsp;", " "),
      dirty: () => changes > 0,
    };
  },
  async tiptap(place) {
    let changes = 0;
    const editor = new TipTap({
      element: place,
      extensions: [Document, Paragraph, Text, Bold, UndoRedo],
      content: HTML,
      onUpdate: () => changes++,
    });
    return {
      editor,
      root: editor.view.dom,
      html: () => editor.getHTML(),
      dirty: () => changes > 0,
    };
  },
  async lexical(place) {
    place.contentEditable = "true";
    let changes = 0;
    const editor = createEditor({
      onError: (error) => {
        throw error;
      },
    });
    editor.setRootElement(place);
    registerRichText(editor);
    editor.update(
      () => {
        $getRoot().clear();
        for (const runs of TEXT) {
          const paragraph = $createParagraphNode();
          for (const run of runs) {
            const node = $createTextNode(String(run));
            if (Array.isArray(run)) node.toggleFormat("bold");
            paragraph.append(node);
          }
          $getRoot().append(paragraph);
        }
      },
      { discrete: true },
    );
    registerHistory(editor, createEmptyHistoryState(), 300);
    editor.registerTextContentListener(() => changes++);
    const html = () => {
      const { root } = editor.getEditorState().toJSON();
      return root.children
        .map(({ children }) => markup(children.map(({ text, format }) => (format ? [text] : text))))
        .join("");
    };
    return { editor, root: place, html, dirty: () => changes > 0 };
  },
  async slate(place) {
    let changes = 0;
    const editor = withHistory(withReact(createSlate()));
    const value = TEXT.map((runs) => ({
      children: runs.map((run) =>
        Array.isArray(run) ? { text: run[0], bold: true } : { text: run },
      ),
    }));
    const parts = {
      renderElement: ({ attributes, children }) => createElement("p", attributes, children),
      renderLeaf: ({ attributes, children, leaf }) =>
        createElement(leaf.bold ? "strong" : "span", attributes, children),
    };
    flushSync(() =>
      createRoot(place).render(
        createElement(
          Slate,
          { editor, initialValue: value, onValueChange: () => changes++ },
          createElement(Editable, parts),
        ),
      ),
    );
    const html = () =>
      editor.children
        .map(({ children }) => markup(children.map(({ text, bold }) => (bold ? [text] : text))))
        .join("");
    return {
      editor,
      root: place.querySelector("[data-slate-editor]"),
      html,
      dirty: () => changes > 0,
    };
  },
  async contenteditable(place) {
    place.innerHTML = HTML;
    place.contentEditable = "true";
    return native(place);
  },
  textarea: async (place) => field(place, "textarea"),
  input: async (place) => field(place, "input"),
  "react textarea": async (place) => react(place, "textarea"),
  "react input": async (place) => react(place, "input"),
};
window.hosts = hosts;
