/** Rows of corresponding paragraphs, which have the same claims side by side. */

/** The paragraphs of a text, each a list of the indexes of its sentences. */
export function paragraphsOf(text, sentences) {
  const paragraphs = [];
  sentences.forEach(({ start }, n) => {
    if (!n || text.slice(sentences[n - 1].end, start).includes("\n")) paragraphs.push([]);
    paragraphs.at(-1).push(n);
  });
  return paragraphs;
}

/**
 * Rows of [paragraphs before, paragraphs after]; each paragraph is in one row, in its order.
 *
 * Paragraphs share a row if their sentences are pairs, as far as the order of both texts allows.
 * A paragraph that moved is in a row with what is now in its place.
 */
export function rowsOf(before, after, pairs) {
  const [ofBefore, ofAfter] = [before, after].map(numberOf);
  const links = pairs.map((pair) => [ofBefore.get(pair.before), ofAfter.get(pair.after)]);
  const rows = [];
  let [i, j] = [0, 0]; // the first paragraphs that are in no row yet
  const take = (nextI, nextJ) => {
    if (nextI > i || nextJ > j) rows.push([before.slice(i, nextI), after.slice(j, nextJ)]);
    [i, j] = [Math.max(i, nextI), Math.max(j, nextJ)];
  };
  for (const [left, right] of inOrder(links)) {
    if (left >= i && right >= j) {
      take(left, right);
      take(left + 1, right + 1);
    } else {
      // A paragraph was split, or several were merged.
      rows.at(-1)[0].push(...before.slice(i, left + 1));
      rows.at(-1)[1].push(...after.slice(j, right + 1));
      [i, j] = [Math.max(i, left + 1), Math.max(j, right + 1)];
    }
  }
  take(before.length, after.length);
  return rows;
}

const numberOf = (paragraphs) =>
  new Map(paragraphs.flatMap((sentences, n) => sentences.map((sentence) => [sentence, n])));

/** The longest sequence of links in which neither side goes back. */
function inOrder(links) {
  const sorted = links.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
  const ends = []; // ends[n]: the sequence of n + 1 links that ends furthest up
  for (const link of sorted) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle].link[1] <= link[1]) low = middle + 1;
      else high = middle;
    }
    ends[low] = { link, last: ends[low - 1] };
  }
  const found = [];
  for (let end = ends.at(-1); end; end = end.last) found.push(end.link);
  return found.reverse();
}
