// The figures' own colour maps, and bars that explain them.
function colourOf(name, share) {
  const steps = DATA.colours[name];
  const at = Math.round(Math.min(Math.max(share, 0), 1) * (steps.length - 1));
  return steps[at];
}

// Values to colours between two ends: as they are, or by their logarithm.
function colouring(name, low, high, logarithmic = false) {
  const place = logarithmic ? Math.log10 : (value) => value;
  const [from, to] = [place(low), place(high)];
  const colour = (value) => colourOf(name, to > from ? (place(value) - from) / (to - from) : 0.5);
  return { name, low, high, logarithmic, colour };
}

function gradient(id, name, vertical) {
  const way = vertical ? { x1: 0, y1: 1, x2: 0, y2: 0 } : { x1: 0, y1: 0, x2: 1, y2: 0 };
  const made = drawn("linearGradient", { id, ...way });
  for (let step = 0; step <= 16; step += 1) {
    made.append(drawn("stop", { offset: step / 16, "stop-color": colourOf(name, step / 16) }));
  }
  return made;
}

let bars = 0;

// A vertical bar beside a plot.
function colourBar(used, title, { left, top, bottom }) {
  bars += 1;
  const id = `bar-${bars}`;
  const range = used.logarithmic ? [Math.log10(used.low), Math.log10(used.high)] : [used.low, used.high];
  const group = drawn("g", { class: "axes" }, gradient(id, used.name, true));
  group.append(drawn("rect", { x: left, y: top, width: 12, height: bottom - top, fill: `url(#${id})`, class: "bar" }));
  const y = scale(range[1] > range[0] ? range : [range[0], range[0] + 1], [bottom, top]);
  const marks = used.logarithmic ? ticks(range, 3).filter(Number.isInteger) : ticks(range, 5);
  for (const mark of range[1] > range[0] ? marks : [range[0]]) {
    const text = shown(used.logarithmic ? 10 ** mark : mark);
    group.append(drawn("text", { x: left + 17, y: y(mark) + 4 }, text));
  }
  const middle = (top + bottom) / 2;
  group.append(drawn("text", {
    transform: `translate(${left + 62} ${middle}) rotate(-90)`, "text-anchor": "middle",
  }, title));
  return group;
}
