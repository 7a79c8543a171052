"""Has LibreOffice Writer proofread a text: `libreoffice_proofread.py PIPE`, text on standard input.

Prints, as JSON, a row for each error: paragraph, start, length, comment and replacements. Run by
the Python that LibreOffice's own module `uno` is installed for.
"""

import json
import os
import sys
import time
from typing import Any

import uno  # type: ignore[import-not-found]

PROOFREADING = 2  # com.sun.star.text.TextMarkupType
SECONDS = 60.0


def connect(pipe: str) -> Any:
    """The office that listens on this pipe, once it does."""
    context = uno.getComponentContext()
    services = context.ServiceManager
    resolver = services.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", context)
    end = time.monotonic() + SECONDS
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def errors(context: Any, text: str) -> list[tuple[int, int, int, str, list[str]]]:
    """What Writer marks in a new document that holds this text."""
    services = context.ServiceManager
    desktop = services.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    document = desktop.loadComponentFromURL("private:factory/swriter", "_blank", 0, ())
    locale = uno.createUnoStruct("com.sun.star.lang.Locale", "en", "US", "")
    document.CharLocale = locale
    document.Text.setString(text.replace("\n", "\r"))  # else they are breaks in one paragraph
    proofreading = services.createInstanceWithContext(
        "com.sun.star.linguistic2.ProofreadingIterator", context
    )
    paragraphs = document.getFlatParagraphIterator(PROOFREADING, False)
    found: list[tuple[int, int, int, str, list[str]]] = []
    paragraph, number = paragraphs.getFirstPara(), 0
    while paragraph:
        result = proofreading.checkSentenceAtPosition(
            document, paragraph, paragraph.getText(), locale, 0, -1, -1
        )
        found += (
            (number, e.nErrorStart, e.nErrorLength, e.aFullComment, list(e.aSuggestions))
            for e in result.aErrors
        )
        paragraph, number = paragraphs.getNextPara(), number + 1
    document.close(True)
    return found


if __name__ == "__main__":
    json.dump(errors(connect(sys.argv[1]), sys.stdin.read()), sys.stdout)
    sys.stdout.flush()
    # At once: the threads of LibreOffice's bridge can crash while Python ends.
    os._exit(0)
