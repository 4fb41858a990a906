// Runs before the first paint so that a dark page never flashes white and the navigation never jumps. A file of its own: the CSP allows no inline script.
(() => {
  let saved = null;
  let nav = null;
  try {
    saved = localStorage.getItem("valetkey-color-scheme");
    nav = localStorage.getItem("valetkey-nav");
  } catch {
    // Storage may be blocked; the system's scheme is used then.
  }
  const dark = saved === "dark" || (saved !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
  // How wide the navigation is: as chosen, or in full where there is room.
  const wide = matchMedia("(min-width: 1024px)").matches;
  document.documentElement.dataset.nav = nav === "open" || nav === "closed" ? nav : wide ? "open" : "closed";
})();
