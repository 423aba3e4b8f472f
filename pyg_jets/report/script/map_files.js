// A map as a file: its bins as CSV or as a data table of HEPData, or the drawing alone on paper.
function edgesOf([bins, low, high], number) {
  return [number, number + 1].map((n) => Number((low + n * (high - low) / bins).toPrecision(8)));
}

// Every bin with entries: its edges, and what the page knows of it.
function rowsOf(map) {
  return map.bin.map((bin, k) => ({
    x: edgesOf(map.x, Math.floor(bin / map.y[0])), y: edgesOf(map.y, bin % map.y[0]),
    count: map.count[k], mean: map.mean[k], error: map.error[k],
  }));
}

function csvOf(map) {
  const head = "ln(1/Delta) low,ln(1/Delta) high,ln(kt/GeV) low,ln(kt/GeV) high,entries,mean,error";
  const lines = rowsOf(map).map(({ x, y, count, mean, error }) => [...x, ...y, count, mean, error ?? ""].join());
  return [head, ...lines, ""].join("\n");
}

// JSON is YAML, and quotes what names hold.
function hepdataOf(map, title) {
  const rows = rowsOf(map);
  const axis = (name, edges) => ({ header: { name }, values: edges.map(([low, high]) => ({ low, high })) });
  const mean = ({ mean: value, error }) =>
    error === null ? { value } : { value, errors: [{ symerror: error, label: "statistical" }] };
  const qualifiers = [{ name: "map", value: title }];
  return `${JSON.stringify({
    independent_variables: [
      axis("ln(1/Delta)", rows.map(({ x }) => x)), axis("ln(kt/GeV)", rows.map(({ y }) => y)),
    ],
    dependent_variables: [
      { header: { name: "mean" }, qualifiers, values: rows.map(mean) },
      { header: { name: "entries" }, qualifiers, values: rows.map(({ count }) => ({ value: count })) },
    ],
  }, null, 1)}\n`;
}

function save(name, type, text) {
  const link = element("a", { download: name, href: URL.createObjectURL(new Blob([text], { type })) });
  link.click();
  URL.revokeObjectURL(link.href);
}

// All but one element is left out of the paper; a browser's print dialogue writes PDF.
function printAlone(root) {
  root.classList.add("alone");
  addEventListener("afterprint", () => root.classList.remove("alone"), { once: true });
  print();
}

function fileButtons(panel) {
  const name = () => panel.heading.textContent.replace(/[^\w]+/g, "-").replace(/^-|-$/g, "").toLowerCase();
  const kinds = {
    CSV: () => save(`${name()}.csv`, "text/csv", csvOf(panel.map)),
    "HEPData YAML": () => save(`${name()}.yaml`, "application/yaml", hepdataOf(panel.map, panel.heading.textContent)),
    "Print or PDF": () => printAlone(panel.root),
  };
  const buttons = Object.entries(kinds).map(([title, act]) => {
    const button = element("button", { type: "button", class: "copy" }, title);
    button.addEventListener("click", act);
    return button;
  });
  return element("div", { class: "files" }, ...buttons);
}
