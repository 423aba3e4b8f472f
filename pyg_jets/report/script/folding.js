// Where a table is wider than the page, its last columns are folded away; a button shows them.
const FEWEST_COLUMNS = 4;
const PHONE = 700;

class FoldedTable {
  constructor(wide) {
    this.wide = wide;
    this.table = wide.querySelector("table");
    this.columns = this.table.tHead.rows[0].cells.length;
    this.all = false;
    this.button = element("button", { type: "button", class: "copy" });
    this.button.addEventListener("click", () => { this.all = !this.all; this.fit(); });
    wide.parentNode.append(this.button);
    // Sections that are not shown have no width yet; a change of height is none of ours.
    new ResizeObserver(() => { if (wide.clientWidth !== this.width) this.fit(); }).observe(wide);
    this.fit();
  }

  show(number) {
    for (const row of this.table.rows) {
      [...row.cells].forEach((cell, column) => cell.classList.toggle("folded", column >= number));
    }
  }

  // How many columns fit; on a phone all stay, and the table is moved sideways.
  fitting() {
    let number = this.columns;
    this.show(number);
    if (this.width < PHONE) return number;
    while (number > FEWEST_COLUMNS && this.wide.scrollWidth > this.width) this.show(number -= 1);
    return number;
  }

  fit() {
    this.width = this.wide.clientWidth;
    const folded = this.columns - this.fitting();
    if (this.all) this.show(this.columns);
    this.button.hidden = folded === 0;
    this.button.textContent = this.all ? "Show fewer columns" : `Show ${folded} more columns`;
  }
}

document.querySelectorAll(".wide").forEach((wide) => new FoldedTable(wide));
