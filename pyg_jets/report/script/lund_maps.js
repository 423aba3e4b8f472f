// Lund maps side by side: what is chosen, what its bins hold, and what their colours say.
const FACETS = ["task", "jets", "tagger", "method", "splittings"];
const FACET_TITLES = { task: "Task", jets: "Jets", tagger: "Tagger", method: "Attribution", splittings: "Splittings" };

const QUANTITIES = {
  mean: { title: "mean", of: (map, k) => map.mean[k] },
  error: { title: "error of the mean", of: (map, k) => map.error[k] },
  count: { title: "count", of: (map, k) => map.count[k], logarithmic: true },
  null: { title: "null", of: (map, k) => map.null?.[k] ?? null },
  "mean − null": {
    title: "mean − null", signed: true,
    of: (map, k) => difference(map.mean[k], map.null?.[k]),
  },
};

function difference(value, other) {
  return value === null || other === null || other === undefined ? null : value - other;
}

function sliceName(map) {
  return map.slice ? `${map.slice[0]}–${map.slice[1]} GeV` : "all";
}

// The values of a map's bins, by bin; without those of too few splittings, but for counts.
function valuesOf(map, quantity) {
  const values = new Map();
  map.bin.forEach((bin, k) => {
    if (quantity !== "count" && map.count[k] < map.least) return;
    const value = QUANTITIES[quantity].of(map, k);
    if (value !== null && value !== undefined) values.set(bin, value);
  });
  return values;
}

// Bin by bin the first map less the second; errors add in squares.
function subtracted(first, second) {
  const places = new Map(second.bin.map((bin, k) => [bin, k]));
  const made = { ...first, bin: [], mean: [], error: [], count: [], null: undefined, line: null };
  first.bin.forEach((bin, k) => {
    const other = places.get(bin);
    if (other === undefined) return;
    made.bin.push(bin);
    made.mean.push(difference(first.mean[k], second.mean[other]));
    const errors = [first.error[k], second.error[other]];
    made.error.push(errors.includes(null) ? null : Math.hypot(...errors));
    made.count.push(Math.min(first.count[k], second.count[other]));
  });
  return made;
}

function withError(value, error) {
  return error === null || error === undefined ? shown(value) : `${shown(value)} ± ${shown(error, 2)}`;
}

function inErrors(value, error) {
  return error ? ` (${shown(value / error, 2)} errors)` : "";
}

// One bin in words.
function binInWords(map, bin, isDifference) {
  const [nx, x0, x1] = map.x;
  const [ny, y0, y1] = map.y;
  const column = Math.floor(bin / ny);
  const row = bin % ny;
  const between = (number, bins, low, high) =>
    [number, number + 1].map((n) => shown(low + n * (high - low) / bins)).join(" to ");
  const place = `ln(1/Δ) ${between(column, nx, x0, x1)}, ln(kt/GeV) ${between(row, ny, y0, y1)}`;
  const k = map.bin.indexOf(bin);
  if (k < 0) return `${place}: ${isDifference ? "not in both" : "no splittings"}`;
  const value = withError(map.mean[k], map.error[k]);
  if (isDifference) return `${place}: A − B ${value}${inErrors(map.mean[k], map.error[k])}`;
  const few = map.count[k] < map.least ? " (too few to be coloured)" : "";
  const parts = [`${place}: mean ${value}`, `count ${map.count[k]}${few}`];
  const less = difference(map.mean[k], map.null?.[k]);
  if (less !== null) {
    const [mine, other] = [map.error[k], map.null_error[k]];
    const error = mine === null || other === null ? null : Math.hypot(mine, other);
    parts.push(`null ${withError(map.null[k], other)}`, `mean − null ${shown(less)}${inErrors(less, error)}`);
  }
  return parts.join("; ");
}
