// The jet viewer: one jet, three views, one node that is lit in all of them, its numbers beside.
const NUMBERS = [
  ["pT", "pt", "GeV"], ["m", "mass", "GeV"], ["Δ", "delta", ""], ["kt", "kt", "GeV"], ["z", "z", ""],
  ["η − η(jet)", "eta", ""], ["φ − φ(jet)", "phi", ""],
];

class JetViewer {
  constructor(root) {
    this.jets = DATA.jets.filter((jet) => jet.task === root.dataset.task);
    this.at = 0;
    this.plots = [new TreePlot(this), new LundPlot(this), new ConePlot(this)];
    this.numbers = element("div", { class: "numbers", "aria-live": "polite" });
    this.range = slider("Colours to", (value) => { this.limits.set(this.method, value); this.paint(); });
    this.scale = drawn("svg", { viewBox: "0 0 260 34", class: "scale", "aria-hidden": "true" });
    this.makeControls();
    this.marks = element("p", { class: "marks" });
    // On paper no control says which jet it is.
    this.which = element("p", { class: "which" });
    root.append(
      element("h3", {}, "Jet viewer"), this.which, this.controls,
      element("div", { class: "views" }, ...this.plots.map((plot) => plot.root)), this.marks, this.numbers,
      element("p", { class: "help" }, "Point at a node to see it, press to keep it. Keys in a view: ↑ to the jet, ↓ or ← along the harder branch, → along the softer one, Home the whole jet."),
    );
    this.show();
  }

  makeControls() {
    const jets = chooser("Jet", (value) => this.go(Number(value)));
    this.jetSelect = jets.select;
    const groups = [...new Set(this.jets.map((jet) => jet.jets))];
    for (const kind of groups) {
      const options = this.jets.map((jet, k) => [jet, k]).filter(([jet]) => jet.jets === kind)
        .map(([jet, k]) => element("option", { value: k }, jet.name));
      jets.select.append(element("optgroup", { label: kind }, ...options));
    }
    const methods = chooser("Attribution", (value) => { this.method = value; this.paint(); });
    this.methodSelect = methods.select;
    const steps = [["Previous", -1], ["Next", 1]].map(([text, step]) => {
      const button = element("button", { type: "button" }, text);
      button.addEventListener("click", () => this.go((this.at + step + this.jets.length) % this.jets.length));
      return button;
    });
    this.controls = element("div", { class: "controls" }, jets.label, ...steps, methods.label, this.range.label, this.scale);
  }

  go(number) {
    this.at = number;
    this.show();
  }

  // Another jet: begin at its true splitting, or at that of the largest kt.
  show() {
    this.jet = this.jets[this.at];
    this.tree = new Tree(this.jet.parent, this.jet.softer);
    this.jetSelect.value = this.at;
    this.method = offer(this.methodSelect, Object.keys(this.jet.attributions), this.method);
    const kt = this.jet.columns.kt.map((each) => each ?? 0);
    this.selected = Object.values(this.jet.truth)[0] ?? kt.lastIndexOf(Math.max(...kt));
    this.limits = new Map();
    this.marks.replaceChildren(
      element("span", { class: "key harder" }, "its harder branch"), element("span", { class: "key softer" }, "its softer branch"),
      Object.keys(this.jet.truth).map((what) => `☆ ${what}`).join("; "),
    );
    this.paint();
  }

  paint() {
    this.which.textContent = `${this.jet.jets}, ${this.jet.name}; colours: ${this.method}`;
    const values = this.jet.attributions[this.method];
    const limit = this.limitOf(values);
    const used = values.some((value) => value < 0)
      ? colouring("PuOr_r", -limit, limit) : colouring("viridis", 0, limit);
    for (const plot of this.plots) plot.draw(this.jet, this.tree, used, values);
    this.explain(used);
    this.lit = null;
    this.light(this.selected);
  }

  // At first the colours end where a twentieth of the nodes is beyond.
  limitOf(values) {
    const sizes = values.filter((value) => value !== null).map(Math.abs).sort((a, b) => a - b);
    const largest = sizes.at(-1) || 1;
    const limit = this.limits.get(this.method) ?? (sizes[Math.floor(0.95 * (sizes.length - 1))] || largest);
    Object.assign(this.range.input, { min: 0, max: largest, step: largest / 100 });
    this.range.input.value = limit;
    this.range.output.textContent = shown(limit);
    return limit;
  }

  explain(used) {
    bars += 1;
    const middle = used.low < 0 ? [[130, 0]] : [];
    const ends = [[5, used.low, "start"], ...middle.map(([x, value]) => [x, value, "middle"]), [255, used.high, "end"]];
    this.scale.replaceChildren(
      gradient(`bar-${bars}`, used.name, false),
      drawn("rect", { x: 5, y: 2, width: 250, height: 12, fill: `url(#bar-${bars})`, class: "bar" }),
      ...ends.map(([x, value, anchor]) => drawn("text", { x, y: 30, "text-anchor": anchor }, this.endInWords(used, value))),
    );
  }

  // The ends take what is beyond.
  endInWords(used, value) {
    const beyond = Number(this.range.input.max) > used.high * 1.001;
    if (!beyond || value === 0) return shown(value);
    return `${value > 0 ? "≥" : "≤"} ${shown(value)}`;
  }

  hover(node) {
    this.light(node ?? this.selected);
  }

  select(node) {
    if (node === null) return;
    this.selected = node;
    this.light(node);
  }

  step(event) {
    const tree = this.tree;
    const next = {
      ArrowUp: (node) => tree.parent[node], ArrowDown: (node) => tree.harder(node),
      ArrowLeft: (node) => tree.harder(node), ArrowRight: (node) => tree.softer(node), Home: () => tree.root,
    }[event.key];
    if (!next) return;
    event.preventDefault();
    const node = next(this.selected);
    if (node !== null && node >= 0) this.select(node);
  }

  light(node) {
    if (node === this.lit) return;
    this.lit = node;
    for (const plot of this.plots) plot.light(this.tree, node);
    this.tell(node);
  }

  nameOf(node) {
    const tree = this.tree;
    if (tree.isLeaf(node)) return `Constituent ${node}`;
    const inside = `${tree.leaves(node).length} constituents`;
    if (node === tree.root) return `The jet: ${inside}, last clustering step`;
    return `${tree.isPrimary(node) ? "Primary" : "Secondary"} splitting ${node}: ${inside}`;
  }

  tell(node) {
    const list = element("dl");
    const add = (name, text, kind) => list.append(element("div", { class: kind }, element("dt", {}, name), element("dd", {}, text)));
    for (const [name, column, unit] of NUMBERS) {
      const value = this.jet.columns[column][node];
      if (value !== null) add(name, `${shown(value)} ${unit}`.trim(), "number");
    }
    for (const [method, values] of Object.entries(this.jet.attributions)) {
      add(method, shown(values[node]), method === this.method ? "attribution used" : "attribution");
    }
    this.numbers.replaceChildren(element("strong", {}, this.nameOf(node)), list);
  }
}

document.querySelectorAll(".jets").forEach((root) => new JetViewer(root));
