const COPIES = JSON.parse(document.getElementById("tables").textContent);

// Under each table a button copies it as CSV, with value, low and high in columns.
function setUpCopying(table) {
  const button = element("button", { type: "button", class: "copy" }, "Copy as CSV");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(COPIES[table.getAttribute("aria-labelledby")]);
      button.textContent = "Copied";
    } catch {
      button.textContent = "The browser allows no copying: see the CSV file beside the page";
    }
  });
  table.parentNode.after(button);
}

document.querySelectorAll("main table").forEach(setUpCopying);
