/** The lines that join the words of each change in both columns. */

const SVG = "http://www.w3.org/2000/svg";
const RING = 3.5; // the radius of the ring where one side has no words, in px
const GAP = 8; // between a ring and the text

function draw(tag, attributes) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/** An empty layer of lines over the columns; like them, it grows with its text. */
export const layer = () => draw("svg", { class: "lines", "aria-hidden": "true" });

/** Draw a line for each change; `ends` are the elements that showColumns() returned. */
export function drawLines(svg, columns, changes, ends) {
  const origin = columns.getBoundingClientRect();
  // The gutter is the padding between the heads.
  const [left, right] = columns.querySelectorAll("th");
  const gutter = [
    left.getBoundingClientRect().right - parseFloat(getComputedStyle(left).paddingRight),
    right.getBoundingClientRect().left + parseFloat(getComputedStyle(right).paddingLeft),
  ].map((x) => x - origin.left);
  const middle = (gutter[0] + gutter[1]) / 2;
  // Everything is measured before anything is drawn: otherwise each line would cause a layout.
  const lines = ends.map(({ before, after }, n) => {
    const { before: old, after: now } = changes[n];
    const from = before && pointOf(before, Boolean(old), origin, gutter[0], GAP);
    const to = after && pointOf(after, Boolean(now), origin, gutter[1], -GAP);
    const nowhere = { x: middle, y: (from ?? to).y, edge: middle, ring: true };
    return [from ?? nowhere, to ?? nowhere];
  });
  svg.replaceChildren(
    ...lines.flatMap(([from, to], n) => {
      const look = { class: changes[n].effect, "data-changes": changes[n].n };
      const curve = `C${middle},${from.y} ${middle},${to.y} ${to.edge},${to.y}`;
      return [
        draw("path", { ...look, d: `M${from.x},${from.y}H${from.edge}${curve}H${to.x}` }),
        ...[from, to]
          .filter(({ ring }) => ring)
          .map(({ x, y }) => draw("circle", { ...look, cx: x, cy: y, r: RING })),
      ];
    }),
  );
}

/** Where a line begins: under the number of a change, or in the gutter next to a sentence. */
function pointOf(element, hasWords, origin, edge, gap) {
  const box = element.getClientRects()[0];
  const [x, y] = [(box.left + box.right) / 2 - origin.left, box.bottom + 1 - origin.top];
  if (hasWords) return { x, y, edge, ring: false };
  const ringX = edge + gap;
  return { x: ringX, y: (box.top + box.bottom) / 2 - origin.top, edge: ringX, ring: true };
}
