/** The flags of the headline: where it says more than the body does. */
import { make } from "./element.js";

const SHOWN_CHARS = 90; // of a sentence: about two lines of the side panel

/** Show the flags of an answer, or nothing; `jump(place)` is called for the words clicked. */
export function showFlags(place, { headline }, jump) {
  const flags = headline?.flags ?? [];
  place.hidden = !flags.length;
  place.replaceChildren(
    make("h3", { id: "flags-title" }, "Headline"),
    make(
      "ul",
      {},
      flags.map((flag) =>
        make(
          "li",
          {},
          make("p", {}, link(flag, jump)),
          make("p", { class: "detail" }, flag.message),
          flag.evidence.length
            ? make("p", { class: "detail" }, "Body: ", ...listed(flag.evidence, jump))
            : "",
        ),
      ),
    ),
  );
}

const listed = (evidence, jump) =>
  evidence.flatMap((words, n) => (n ? [", ", link(words, jump)] : [link(words, jump)]));

/** The beginning of a long sentence. */
export const excerpt = (text) =>
  text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS).replace(/\s\S*$/, "")} …` : text;

function link(words, jump) {
  return make(
    "button",
    {
      class: "plain",
      title: "Show it in the article",
      onclick: () => jump(words),
    },
    make("span", {}, `“${excerpt(words.text)}”`),
  );
}
