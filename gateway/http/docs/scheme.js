// The page of the API's description is light or dark as the person chose in the app, or as their system is.
{
  const system = matchMedia("(prefers-color-scheme: dark)");
  const show = () => {
    let chosen = null;
    try {
      chosen = localStorage.getItem("valetkey-color-scheme");
    } catch {
      // Storage may be blocked; the system's scheme is used then.
    }
    const dark = chosen === "dark" || (chosen !== "light" && system.matches);
    document.documentElement.classList.toggle("dark-mode", dark);
  };
  show();
  system.addEventListener("change", show);
  addEventListener("storage", show);
}
