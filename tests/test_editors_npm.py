"""The editors that levelhead.js is tried in are the ones that its page names."""

import json
import re

from tests.helpers.markdown import read
from tests.helpers.running import ROOT

NPM = ROOT / "tests/editors_npm"
# Each editor of the page, by the package that has its version.
PACKAGES = {
    "CKEditor 5": "@ckeditor/ckeditor5-editor-classic",
    "TinyMCE, in its frame and inline": "tinymce",
    "Quill": "quill",
    "TipTap (ProseMirror)": "@tiptap/core",
    "Lexical": "lexical",
    "Slate": "slate",
    "`textarea` and `input` of React": "react",
}


def test_the_page_names_the_versions_that_are_tried() -> None:
    pinned = json.loads((NPM / "package.json").read_text("utf-8"))["devDependencies"]
    rows = re.findall(r"^\| (.+) \| (\d+\.\d+\.\d+) \| all", read("docs/levelhead-js.md"), re.M)
    assert dict(rows) == {editor: pinned[package] for editor, package in PACKAGES.items()}
