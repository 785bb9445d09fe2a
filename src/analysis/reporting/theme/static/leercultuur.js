// Opens a folded part when a link leads into it, and all of them for print.
document.addEventListener("DOMContentLoaded", () => {
  const reveal = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let box = target.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    const own = target.querySelector(":scope > details.fold");
    if (own) own.open = true;
    target.scrollIntoView();
  };
  window.addEventListener("hashchange", reveal);
  reveal();

  // A table wider than the screen can be scrolled with the keyboard too.
  document.querySelectorAll(".released").forEach((box) => {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  });

  let closed = [];
  window.addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details.fold:not([open])")];
    closed.forEach((box) => (box.open = true));
  });
  window.addEventListener("afterprint", () => closed.forEach((box) => (box.open = false)));

  // The other language opens at the same search and the same place.
  document.querySelectorAll("a.language-switch").forEach((link) => {
    link.addEventListener("click", () => (link.href = link.href.split(/[?#]/)[0] + location.search));
  });
});
