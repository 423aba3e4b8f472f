// Three views of one jet: its tree, its Lund plane, its constituents in (eta, phi).
const JET_PLOT = { width: 400, height: 380, inside: { left: 48, right: 392, top: 10, bottom: 336 } };
const STAR = "M0 -9L2.6 -3.2L8.6 -2.8L4.1 1.3L5.4 7.4L0 4.2L-5.4 7.4L-4.1 1.3L-8.6 -2.8L-2.6 -3.2Z";

// What the views share: dots for nodes, the nearest of which a pointer means.
class JetPlot {
  constructor(title, note, viewer, { width, height } = JET_PLOT) {
    this.viewer = viewer;
    this.svg = picture(width, height, `${title}; arrow keys go through the tree`);
    this.root = element("figure", { class: "view" }, element("h4", {}, title), this.svg, element("figcaption", {}, note));
    this.svg.addEventListener("pointermove", (event) => viewer.hover(this.nearest(event)));
    this.svg.addEventListener("pointerleave", () => viewer.hover(null));
    this.svg.addEventListener("click", (event) => viewer.select(this.nearest(event)));
    this.svg.addEventListener("keydown", (event) => viewer.step(event));
  }

  // Dots over lines, the softest above, so that no dot hides under another.
  place(jet, tree, used, values, nodes, at, radius) {
    this.at = new Map();
    this.dots = new Map();
    const group = drawn("g", { class: "nodes" });
    for (const node of nodes) {
      const [x, y] = at(node);
      if (x === null || y === null || Number.isNaN(x + y)) continue;
      this.at.set(node, [x, y]);
      const value = values[node];
      const dot = drawn("circle", { cx: x, cy: y, r: radius(node), "data-node": node });
      if (tree.isLeaf(node)) dot.classList.add("leaf");
      if (value === null) dot.classList.add("nothing");
      else dot.setAttribute("fill", used.colour(value));
      this.dots.set(node, dot);
      group.append(dot);
    }
    return group;
  }

  stars(truth) {
    return Object.entries(truth).filter(([, node]) => this.at.has(node)).map(([what, node]) => {
      const [x, y] = this.at.get(node);
      return drawn("path", { d: STAR, class: "truth", transform: `translate(${x} ${y}) scale(1.5)` },
        drawn("title", {}, what));
    });
  }

  nearest(event) {
    const [px, py] = pointIn(this.svg, event);
    let [best, least] = [null, 24];
    for (const [node, [x, y]] of this.at) {
      const distance = Math.hypot(px - x, py - y);
      if (distance < least) [best, least] = [node, distance];
    }
    return best;
  }

  // The node, what its two branches hold, and the rest.
  light(tree, node) {
    const [harder, softer] = tree.isLeaf(node) ? [[], []]
      : [tree.harder(node), tree.softer(node)].map((branch) => new Set(tree.below(branch)));
    for (const [each, dot] of this.dots) {
      dot.classList.toggle("chosen", each === node);
      dot.classList.toggle("harder", !tree.isLeaf(node) && harder.has(each));
      dot.classList.toggle("softer", !tree.isLeaf(node) && softer.has(each));
    }
  }
}

class TreePlot extends JetPlot {
  constructor(viewer) {
    super("Clustering tree", "The jet is at the top, constituents are small; harder branches go left.", viewer,
      { width: 560, height: 380 });
  }

  draw(jet, tree, used, values) {
    const { x: xs, y: ys } = jet.columns;
    const x = scale([Math.min(...xs), Math.max(...xs) || 1], [14, 546]);
    const y = scale([0, Math.max(...ys) || 1], [18, 364]);
    this.edges = new Map();
    const lines = drawn("g", { class: "edges" });
    tree.parent.forEach((above, node) => {
      if (above < 0) return;
      const line = drawn("path", { d: `M${x(xs[above])} ${y(ys[above])}L${x(xs[node])} ${y(ys[node])}` });
      this.edges.set(node, line);
      lines.append(line);
    });
    const nodes = tree.parent.map((_, node) => node);
    const dots = this.place(jet, tree, used, values, nodes, (node) => [x(xs[node]), y(ys[node])],
      (node) => (tree.isLeaf(node) ? 3 : 5));
    this.svg.replaceChildren(lines, dots, ...this.stars(jet.truth));
  }

  light(tree, node) {
    super.light(tree, node);
    const [harder, softer] = tree.isLeaf(node) ? [[], []]
      : [tree.harder(node), tree.softer(node)].map((branch) => tree.below(branch));
    for (const line of this.edges.values()) line.classList.remove("harder", "softer");
    for (const each of harder) this.edges.get(each).classList.add("harder");
    for (const each of softer) this.edges.get(each).classList.add("softer");
  }
}

class LundPlot extends JetPlot {
  constructor(viewer) {
    super("Lund plane", "Every splitting, joined to those of its branches; large: primary.", viewer);
  }

  draw(jet, tree, used, values) {
    const splittings = tree.parent.map((_, node) => node).filter((node) => !tree.isLeaf(node));
    const place = (node) => [-Math.log(jet.columns.delta[node]), Math.log(jet.columns.kt[node])];
    const finite = splittings.map(place).filter(([a, b]) => Number.isFinite(a) && Number.isFinite(b));
    const range = (column, low, high) => [
      Math.min(low, ...finite.map((each) => Math.floor(each[column]))),
      Math.max(high, ...finite.map((each) => Math.ceil(each[column]))),
    ];
    const { group, x, y } = axes(JET_PLOT.inside, range(0, 0, 5), range(1, -3, 6), "ln(1/Δ)", "ln(kt/GeV)");
    const at = (node) => {
      const [a, b] = place(node);
      return Number.isFinite(a) && Number.isFinite(b) ? [x(a), y(b)] : [null, null];
    };
    const primary = new Set(splittings.filter((node) => tree.isPrimary(node)));
    const dots = this.place(jet, tree, used, values, splittings, at, (node) => (primary.has(node) ? 6.5 : 4));
    const lines = drawn("g", { class: "edges" });
    for (const node of this.at.keys()) {
      const above = this.at.get(tree.parent[node]);
      if (above) lines.append(drawn("path", { d: `M${above.join(" ")}L${this.at.get(node).join(" ")}` }));
    }
    this.svg.replaceChildren(group, lines, dots, ...this.stars(jet.truth));
  }

  light(tree, node) {
    super.light(tree, node);
    // A constituent has no place here: the splitting that it comes from has.
    const above = tree.isLeaf(node) ? tree.parent[node] : null;
    for (const [each, dot] of this.dots) dot.classList.toggle("above", each === above);
  }
}

class ConePlot extends JetPlot {
  constructor(viewer) {
    super("Constituents in (η, φ)", "Areas grow with pT; triangles: hard partons; cross: the chosen branch.", viewer);
  }

  draw(jet, tree, used, values) {
    const { eta, phi, pt } = jet.columns;
    const leaves = tree.leaves(tree.root).sort((a, b) => pt[b] - pt[a]);
    // As wide as the jet; a quark outside of the cone does not shrink it.
    const far = [...leaves.map((leaf) => [eta[leaf], phi[leaf]]), ...jet.partons.map((each) => [each.eta, each.phi])];
    const reach = far.map((place) => Math.max(...place.map(Math.abs))).filter((each) => each < 1);
    const size = 1.08 * Math.max(0.2, ...reach);
    const { group, x, y } = axes(JET_PLOT.inside, [-size, size], [-size, size], "η − η(jet)", "φ − φ(jet)");
    const hardest = pt[leaves[0]];
    const dots = this.place(jet, tree, used, values, leaves, (leaf) => [x(eta[leaf]), y(phi[leaf])],
      (leaf) => Math.max(2.5, 14 * Math.sqrt(pt[leaf] / hardest)));
    this.toPlot = (node) => [x(eta[node]), y(phi[node])];
    this.cross = drawn("path", { class: "cross" });
    this.svg.replaceChildren(group, dots, ...this.partons(jet.partons, x, y), this.cross);
  }

  partons(partons, x, y) {
    const inside = JET_PLOT.inside;
    return partons.map((parton) => {
      const [px, py] = [x(parton.eta), y(parton.phi)];
      const away = px < inside.left || px > inside.right || py < inside.top || py > inside.bottom;
      return drawn("g", { class: "parton", transform: `translate(${px} ${py})`, visibility: away ? "hidden" : "visible" },
        drawn("path", { d: "M0 -7L6.5 5H-6.5Z" }), drawn("text", { x: 9, y: -5 }, parton.name),
        drawn("title", {}, `${parton.name}, pT ${shown(parton.pt)} GeV`));
    });
  }

  light(tree, node) {
    super.light(tree, node);
    const [x, y] = this.toPlot(node);
    this.cross.setAttribute("d", `M${x - 8} ${y}h16M${x} ${y - 8}v16`);
  }
}
