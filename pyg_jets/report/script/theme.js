// Light, dark, or as the system says: one button, remembered where the browser lets us.
const THEMES = ["system", "light", "dark"];

function remembered() {
  try { return localStorage.getItem("pyg-jets-theme"); } catch { return null; }
}

function remember(theme) {
  try { localStorage.setItem("pyg-jets-theme", theme); } catch { /* private window: for this visit only */ }
}

function setUpTheme() {
  const button = document.createElement("button");
  button.type = "button";
  button.id = "theme";
  let theme = THEMES.includes(remembered()) ? remembered() : "system";
  const show = () => {
    document.documentElement.dataset.theme = theme;
    button.textContent = `Theme: ${theme}`;
  };
  button.addEventListener("click", () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    remember(theme);
    show();
  });
  show();
  document.querySelector("nav").append(button);
}

setUpTheme();
