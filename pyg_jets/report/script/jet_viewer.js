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
    this.scale = drawn("svg", { viewBox: "0 0 260 34", class: "scale", "aria-hidden": "true" });
    this.makeControls();
    this.marks = element("p", { class: "marks" });
    root.append(
      element("h3", {}, "Jet viewer"), this.controls,
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
    this.controls = element("div", { class: "controls" }, jets.label, ...steps, methods.label, this.scale);
  }

  go(number) {
    this.at = number;
    this.show();
  }

  // Another jet: begin at its true splitting, or at the jet itself.
  show() {
    this.jet = this.jets[this.at];
    this.tree = new Tree(this.jet.parent, this.jet.softer);
    this.jetSelect.value = this.at;
    this.method = offer(this.methodSelect, Object.keys(this.jet.attributions), this.method);
    this.selected = Object.values(this.jet.truth)[0] ?? this.tree.root;
    this.marks.replaceChildren(
      element("span", { class: "key harder" }, "its harder branch"), element("span", { class: "key softer" }, "its softer branch"),
      Object.keys(this.jet.truth).map((what) => `☆ ${what}`).join("; "),
    );
    this.paint();
  }

  paint() {
    const values = this.jet.attributions[this.method];
    const there = values.filter((value) => value !== null);
    const largest = Math.max(...there.map(Math.abs)) || 1;
    const used = there.some((value) => value < 0)
      ? colouring("PuOr_r", -largest, largest) : colouring("viridis", 0, largest);
    for (const plot of this.plots) plot.draw(this.jet, this.tree, used, values);
    this.explain(used);
    this.light(this.selected);
  }

  explain(used) {
    bars += 1;
    const middle = used.low < 0 ? [[130, 0]] : [];
    const ends = [[5, used.low, "start"], ...middle.map(([x, value]) => [x, value, "middle"]), [255, used.high, "end"]];
    this.scale.replaceChildren(
      gradient(`bar-${bars}`, used.name, false),
      drawn("rect", { x: 5, y: 2, width: 250, height: 12, fill: `url(#bar-${bars})`, class: "bar" }),
      ...ends.map(([x, value, anchor]) => drawn("text", { x, y: 30, "text-anchor": anchor }, shown(value))),
    );
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
    if (node === this.lit && this.litJet === this.jet && this.litMethod === this.method) return;
    [this.lit, this.litJet, this.litMethod] = [node, this.jet, this.method];
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
