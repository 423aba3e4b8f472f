// Tables sort by the column whose title is pressed; a number with an interval counts by its value.
const NUMBER = /^\s*[<>≥≤~]?\s*([-+−]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?)(?![\w.]*[a-z])/i;

function valueOf(text) {
  const found = NUMBER.exec(text);
  return found ? Number(found[1].replace("−", "-")) : null;
}

function isNothing(text) {
  return ["", "-", "–", "—", "nan", "none"].includes(text.trim().toLowerCase());
}

function compare(a, b, numbers) {
  // What is not there comes last in both directions.
  if (isNothing(a.text) || isNothing(b.text)) return { last: isNothing(a.text) - isNothing(b.text) };
  return { order: numbers ? a.value - b.value : a.text.localeCompare(b.text, "en", { numeric: true }) };
}

function sortBy(table, column, direction) {
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row) => {
    const text = row.cells[column].textContent;
    return { row, text, value: valueOf(text) };
  });
  const numbers = rows.every((each) => each.value !== null || isNothing(each.text));
  rows.sort((a, b) => {
    const { last, order } = compare(a, b, numbers);
    return last ?? direction * order;
  });
  body.append(...rows.map((each) => each.row));
}

function setUpSorting(table) {
  const titles = [...table.tHead.rows[0].cells];
  titles.forEach((title, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...title.childNodes);
    title.append(button);
    title.setAttribute("aria-sort", "none");
    button.addEventListener("click", () => {
      const up = title.getAttribute("aria-sort") !== "ascending";
      for (const other of titles) other.setAttribute("aria-sort", "none");
      title.setAttribute("aria-sort", up ? "ascending" : "descending");
      sortBy(table, column, up ? 1 : -1);
    });
  });
}

document.querySelectorAll("main table").forEach(setUpSorting);
