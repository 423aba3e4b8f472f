// One section at a time, by its address, so that links and the browser's Back work; print has all.
function setUpSections() {
  const links = [...document.querySelectorAll("nav a")];
  const sections = [...document.querySelectorAll("main > section")];
  if (links.length < 2) return;
  const all = document.createElement("a");
  all.href = "#all";
  all.textContent = "All";
  links.at(-1).after(all);
  links.push(all);

  const show = () => {
    const wanted = location.hash.slice(1);
    if (wanted === "content") return;
    const known = wanted === "all" || sections.some((section) => section.id === wanted);
    const current = known ? wanted : sections[0].id;
    for (const section of sections) {
      section.classList.toggle("away", current !== "all" && section.id !== current);
    }
    for (const link of links) {
      if (link.hash.slice(1) === current) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    if (known) (document.getElementById(wanted) ?? document.body).scrollIntoView();
  };
  document.querySelector("nav").addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const at = links.indexOf(event.target);
    if (!step || at < 0) return;
    const next = links[(at + step + links.length) % links.length];
    next.focus();
    next.click();
    event.preventDefault();
  });
  addEventListener("hashchange", show);
  show();
}

setUpSections();
