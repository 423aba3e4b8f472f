// One Lund map, drawn: bins, the line of a resonance, and a frame around the bin that is looked at.
const MAP = { width: 420, height: 340, inside: { left: 48, right: 338, top: 10, bottom: 296 } };

class MapPanel {
  constructor(name, onLook) {
    this.name = name;
    this.onLook = onLook;
    this.heading = element("h4");
    this.svg = picture(MAP.width, MAP.height, `Lund map ${name}; arrow keys go from bin to bin`);
    this.readout = element("output", { class: "readout", "aria-live": "polite" });
    this.choices = element("div", { class: "choices" });
    this.root = element("div", { class: "panel" }, this.heading, this.choices, this.svg, this.readout, fileButtons(this));
    this.svg.addEventListener("pointermove", (event) => this.follow(event));
    this.svg.addEventListener("keydown", (event) => this.step(event));
  }

  draw(map, values, used, title) {
    this.map = map;
    const inside = MAP.inside;
    const { group, x, y } = axes(inside, map.x.slice(1), map.y.slice(1), "ln(1/Δ)", "ln(kt/GeV)");
    const bins = drawn("g", { class: "bins" });
    const [width, height] = [(inside.right - inside.left) / map.x[0], (inside.bottom - inside.top) / map.y[0]];
    for (const bin of map.bin) {
      const [column, row] = [Math.floor(bin / map.y[0]), bin % map.y[0]];
      const shown = values.has(bin);
      if (!shown && !(map.count[map.bin.indexOf(bin)] < map.least)) continue;
      bins.append(drawn("rect", {
        x: inside.left + column * width, y: inside.bottom - (row + 1) * height,
        width: width + 0.3, height: height + 0.3,
        ...(shown ? { fill: used.colour(values.get(bin)) } : { class: "few" }), "data-bin": bin,
      }));
    }
    this.cell = drawn("rect", { class: "cell", width, height, visibility: "hidden" });
    this.svg.replaceChildren(
      group, bins, colourBar(used, title, { left: inside.right + 10, top: inside.top, bottom: inside.bottom }),
    );
    if (map.line) this.svg.append(...this.line(map.line, x, y));
    this.svg.append(this.cell);
  }

  line({ mass, x: xs, y: ys }, x, y) {
    const d = xs.map((value, k) => `${k ? "L" : "M"}${x(value)} ${y(ys[k])}`).join("");
    return [
      drawn("path", { d, class: "resonance under" }), drawn("path", { d, class: "resonance" }),
      drawn("path", { d: `M${MAP.inside.left + 8} ${MAP.inside.bottom - 12}h22`, class: "resonance" }),
      drawn("text", { x: MAP.inside.left + 35, y: MAP.inside.bottom - 8, class: "note" }, `m = ${mass} GeV`),
    ];
  }

  follow(event) {
    const inside = MAP.inside;
    const [px, py] = pointIn(this.svg, event);
    const column = Math.floor((px - inside.left) / (inside.right - inside.left) * this.map.x[0]);
    const row = Math.floor((inside.bottom - py) / (inside.bottom - inside.top) * this.map.y[0]);
    if (column < 0 || row < 0 || column >= this.map.x[0] || row >= this.map.y[0]) return;
    this.onLook(column * this.map.y[0] + row);
  }

  step(event) {
    const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key] ?? [];
    if (dx === undefined) return;
    event.preventDefault();
    const rows = this.map.y[0];
    const [column, row] = [Math.floor(this.looked / rows) + dx, this.looked % rows + dy];
    if (column < 0 || row < 0 || column >= this.map.x[0] || row >= rows) return;
    this.onLook(column * rows + row);
  }

  look(bin, isDifference) {
    this.looked = bin;
    const rows = this.map.y[0];
    const inside = MAP.inside;
    const [column, row] = [Math.floor(bin / rows), bin % rows];
    this.cell.setAttribute("x", inside.left + column * Number(this.cell.getAttribute("width")));
    this.cell.setAttribute("y", inside.bottom - (row + 1) * Number(this.cell.getAttribute("height")));
    this.cell.setAttribute("visibility", "visible");
    this.readout.textContent = binInWords(this.map, bin, isDifference);
  }
}
