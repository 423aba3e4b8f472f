// SVG elements, axes and controls.
const SVG = "http://www.w3.org/2000/svg";

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function drawn(name, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function picture(width, height, label) {
  return drawn("svg", {
    viewBox: `0 0 ${width} ${height}`, tabindex: 0, role: "application", "aria-label": label,
  });
}

// A few digits, no exponent where a reader does not need one, and a minus that is one.
function shown(value, digits = 3) {
  if (value === null || value === undefined) return "–";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential(digits - 1).replaceAll("-", "−");
  return String(Number(value.toPrecision(size >= 1000 ? 6 : digits))).replace("-", "−");
}

function scale([from, to], [start, end]) {
  return (value) => start + (value - from) / (to - from) * (end - start);
}

function ticks([low, high], wanted = 6) {
  const rough = (high - low) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= rough) * power;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, k) => Number(((first + k) * step).toPrecision(12)));
}

// Frame, ticks and titles of a plot whose inside is {left, right, top, bottom}.
function axes(inside, xRange, yRange, xTitle, yTitle) {
  const x = scale(xRange, [inside.left, inside.right]);
  const y = scale(yRange, [inside.bottom, inside.top]);
  const group = drawn("g", { class: "axes" });
  group.append(drawn("rect", {
    x: inside.left, y: inside.top, class: "frame",
    width: inside.right - inside.left, height: inside.bottom - inside.top,
  }));
  for (const tick of ticks(xRange)) {
    group.append(
      drawn("path", { d: `M${x(tick)} ${inside.bottom}v4`, class: "tick" }),
      drawn("text", { x: x(tick), y: inside.bottom + 17, "text-anchor": "middle" }, shown(tick)),
    );
  }
  for (const tick of ticks(yRange)) {
    group.append(
      drawn("path", { d: `M${inside.left} ${y(tick)}h-4`, class: "tick" }),
      drawn("text", { x: inside.left - 7, y: y(tick) + 4, "text-anchor": "end" }, shown(tick)),
    );
  }
  const middle = (inside.top + inside.bottom) / 2;
  group.append(
    drawn("text", { x: (inside.left + inside.right) / 2, y: inside.bottom + 35, "text-anchor": "middle" }, xTitle),
    drawn("text", { transform: `translate(${inside.left - 34} ${middle}) rotate(-90)`, "text-anchor": "middle" }, yTitle),
  );
  return { group, x, y };
}

// Where a pointer is in the picture's own units.
function pointIn(svg, event) {
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  return [point.x, point.y];
}

function labelled(text, control) {
  return element("label", {}, element("span", {}, text), control);
}

function chooser(text, onChange) {
  const select = element("select");
  select.addEventListener("change", () => onChange(select.value));
  return { select, label: labelled(text, select) };
}

// The choice stays if it is still there.
function offer(select, options, wanted, titleOf = (option) => option) {
  const chosen = options.includes(wanted) ? wanted : options[0];
  select.replaceChildren(...options.map((text) => element("option", { value: text }, titleOf(text))));
  select.value = chosen;
  select.disabled = options.length < 2;
  return chosen;
}

function slider(text, onInput) {
  const input = element("input", { type: "range" });
  const output = element("output");
  input.addEventListener("input", () => onInput(Number(input.value)));
  return { input, output, label: labelled(text, element("span", { class: "slider" }, input, output)) };
}
