// What a product's own page does: asks its own server for a token, and follows what the warning says.
const warning = document.querySelector("valetkey-missing");
const state = document.querySelector("#state");

warning.getToken = async () => (await (await fetch("/embed-token", { method: "POST" })).json()).token;
warning.addEventListener("valetkey-missing-change", ({ detail }) => {
  state.textContent = detail.ready ? "all there" : `${detail.missing} missing`;
});
warning.addEventListener("valetkey-missing-error", ({ detail }) => {
  state.textContent = `not known: ${detail.code}`;
});
