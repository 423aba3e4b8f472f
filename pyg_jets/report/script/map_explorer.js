function taskTitle(task) {
  return document.querySelector(`.lund-maps[data-task="${CSS.escape(task)}"]`)?.dataset.title ?? task;
}

// The controls around the maps: A and B, one quantity, one slice and one colour range for both.
class MapExplorer {
  constructor(root) {
    this.maps = DATA.maps;
    const mine = this.maps.filter((map) => map.task === root.dataset.task);
    this.quantity = "mean";
    this.slice = "all";
    this.range = null;
    this.sides = ["A", "B"].map((name, number) => this.side(name, mine, number));
    this.minus = new MapPanel("A − B", (bin) => this.look(bin));
    this.minus.choices.append(element("p", {}, "The errors of both add in squares. Of hundreds of bins some differ by three errors by chance alone."));
    this.readControls();
    const panels = element("div", { class: "panels" }, ...this.sides.map((side) => side.panel.root), this.minus.root);
    const note = element("p", { class: "help" }, `Grey: bins with fewer than ${this.maps[0].least} splittings.`);
    root.append(element("h3", {}, "Lund maps"), this.controls, panels, note);
    this.show();
    this.look(this.fullestBin());
  }

  side(name, mine, number) {
    const panel = new MapPanel(name, (bin) => this.look(bin));
    panel.heading.textContent = name;
    const kinds = [...new Set(mine.map((map) => map.jets))];
    const wanted = { ...mine[0], jets: kinds[Math.min(number, kinds.length - 1)] };
    const side = { panel, wanted, choosers: {} };
    for (const facet of FACETS) {
      const made = chooser(FACET_TITLES[facet], (value) => {
        side.wanted[facet] = value;
        this.range = null;
        this.show();
      });
      side.choosers[facet] = made;
      panel.choices.append(made.label);
    }
    return side;
  }

  readControls() {
    this.quantities = element("fieldset", { class: "quantities" }, element("legend", {}, "Show"));
    this.slices = slider("Jet pT", (value) => { this.slice = this.sliceNames()[value]; this.show(); });
    this.low = slider("Colours from", (value) => this.setRange(0, value));
    this.high = slider("Colours to", (value) => this.setRange(1, value));
    this.controls = element("div", { class: "controls" }, this.quantities, this.slices.label, this.low.label, this.high.label);
  }

  // The maps that fit what is chosen above, facet by facet; then the slice.
  chosen(side) {
    let maps = this.maps;
    for (const facet of FACETS) {
      const options = [...new Set(maps.map((map) => map[facet]))];
      side.wanted[facet] = offer(side.choosers[facet].select, options, side.wanted[facet], facet === "task" ? taskTitle : undefined);
      side.choosers[facet].label.hidden = options.length < 2;
      maps = maps.filter((map) => map[facet] === side.wanted[facet]);
    }
    side.slices = maps;
    return maps.find((map) => sliceName(map) === this.slice) ?? maps[0];
  }

  sliceNames() {
    return [...new Set(this.sides.flatMap((side) => side.slices.map(sliceName)))];
  }

  offerQuantities() {
    const offered = Object.keys(QUANTITIES).filter((name) =>
      this.sides.some(({ map }) => map.bin.some((_, k) => (QUANTITIES[name].of(map, k) ?? null) !== null)));
    if (!offered.includes(this.quantity)) this.quantity = offered[0];
    if (this.offered === offered.join()) return;
    this.offered = offered.join();
    const group = `quantity-${MapExplorer.groups += 1}`;
    const buttons = offered.map((name) => {
      const button = element("input", { type: "radio", name: group, value: name });
      button.checked = name === this.quantity;
      button.addEventListener("change", () => { this.quantity = name; this.range = null; this.show(); });
      return element("label", {}, button, element("span", {}, QUANTITIES[name].title));
    });
    this.quantities.replaceChildren(this.quantities.firstChild, ...buttons);
  }

  offerSlices() {
    const names = this.sliceNames();
    const at = Math.max(names.indexOf(this.slice), 0);
    this.slice = names[at];
    Object.assign(this.slices.input, { min: 0, max: names.length - 1, step: 1, value: at });
    this.slices.output.textContent = names[at];
    this.slices.input.setAttribute("aria-valuetext", names[at]);
    this.slices.label.hidden = names.length < 2;
  }

  // All values of both maps, for the ends of the colours.
  offerRange(values) {
    const all = values.flatMap((each) => [...each.values()]).sort((a, b) => a - b);
    const quantity = QUANTITIES[this.quantity];
    this.signed = quantity.signed || all[0] < 0;
    const sizes = this.signed ? all.map(Math.abs).sort((a, b) => a - b) : all;
    const largest = sizes.at(-1) || 1;
    const least = quantity.logarithmic ? 1 : 0;
    if (!this.range) this.range = [least, quantity.logarithmic ? largest : sizes[Math.floor(0.99 * (sizes.length - 1))] || largest];
    const step = quantity.logarithmic ? 1 : largest / 200;
    const ends = { min: least, max: Math.max(largest, least + step), step };
    for (const [k, each] of [this.low, this.high].entries()) {
      Object.assign(each.input, ends);
      each.input.value = this.range[k];
      each.output.textContent = shown(this.range[k]);
    }
    this.low.label.hidden = this.signed;
  }

  setRange(end, value) {
    this.range[end] = value;
    // The other end gives way.
    if (this.range[0] > this.range[1]) this.range[1 - end] = value;
    this.show();
  }

  show() {
    for (const side of this.sides) side.map = this.chosen(side);
    this.offerQuantities();
    this.offerSlices();
    for (const side of this.sides) side.map = this.chosen(side);
    const values = this.sides.map((side) => valuesOf(side.map, this.quantity));
    this.offerRange(values);
    const quantity = QUANTITIES[this.quantity];
    const map = quantity.logarithmic ? "cividis" : "viridis";
    const used = this.signed
      ? colouring("PuOr_r", -this.range[1], this.range[1])
      : colouring(map, this.range[0], this.range[1], quantity.logarithmic);
    this.sides.forEach((side, k) => {
      side.panel.heading.textContent = `${side.panel.name}: ${this.titleOf(side)}`;
      side.panel.draw(side.map, values[k], used, quantity.title);
    });
    this.showDifference();
    if (this.looked !== undefined) this.look(this.looked);
  }

  titleOf(side) {
    const { jets, tagger } = side.map;
    return `${jets}, ${tagger}, pT ${sliceName(side.map)}`;
  }

  showDifference() {
    const [first, second] = this.sides.map((side) => side.map);
    const same = [first.x, first.y].join() === [second.x, second.y].join();
    this.minus.root.hidden = !same;
    if (!same) return;
    const map = subtracted(first, second);
    const values = valuesOf(map, "mean");
    const sizes = [...values.values()].map(Math.abs).sort((a, b) => a - b);
    const limit = sizes[Math.floor(0.98 * (sizes.length - 1))] || 1;
    this.minus.heading.textContent = "A − B, means";
    this.minus.draw(map, values, colouring("PuOr_r", -limit, limit), "mean A − mean B");
  }

  fullestBin() {
    const { bin, count } = this.sides[0].map;
    return bin[count.indexOf(Math.max(...count))];
  }

  look(bin) {
    this.looked = bin;
    for (const side of this.sides) side.panel.look(bin, false);
    if (!this.minus.root.hidden) this.minus.look(bin, true);
  }
}

MapExplorer.groups = 0;
document.querySelectorAll(".lund-maps").forEach((root) => new MapExplorer(root));
