/** The heat map: a bar for each sentence, sensational upwards, hedging downwards, by length. */
import { make } from "./element.js";

// With more bars than this, the gaps would take more space than the bars.
const DENSE = 60;

const name = (sentence, n) =>
  `Sentence ${n + 1}: sensational ${sentence.sensational.toFixed(2)}, hedging ${sentence.hedging.toFixed(2)}`;

/** Show the bars; `jump(sentence)` is called for the one that is clicked. */
export function showStrip(place, sentences, jump) {
  const at = [...place.children].findIndex((bar) => bar.tabIndex === 0);
  const first = sentences[at] ? at : 0;
  place.hidden = !sentences.length;
  place.classList.toggle("dense", sentences.length > DENSE);
  place.replaceChildren(
    ...sentences.map((sentence, n) => {
      const bar = make("button", {
        tabindex: n === first ? 0 : -1,
        title: name(sentence, n),
        "aria-label": name(sentence, n),
        onclick: () => {
          rove(place, n);
          jump(sentence);
        },
      });
      bar.style.setProperty("--length", sentence.end - sentence.start);
      bar.style.setProperty("--up", sentence.sensational);
      bar.style.setProperty("--down", sentence.hedging);
      bar.dataset.block = sentence.block;
      return bar;
    }),
  );
}

function rove(place, n) {
  [...place.children].forEach((bar, i) => {
    bar.tabIndex = i === n ? 0 : -1;
  });
}

/** One tab stop for all bars; the arrow keys move between them. */
export function walkStrip(place) {
  place.addEventListener("keydown", (event) => {
    const bars = [...place.children];
    const at = bars.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: bars.length - 1 }[event.key];
    if (to === undefined || !bars[to]) return;
    rove(place, to);
    bars[to].focus();
    event.preventDefault();
  });
}
