// The page of the API's description. Runs in browsers, as it stands.
const read = async (address) => {
  const answer = await fetch(address, { headers: { accept: "application/json" }, cache: "no-store" });
  return answer.ok ? answer.json() : undefined;
};
const [spec, session] = await Promise.all([read("/api/openapi.json"), read("/api/session")]);

const who = document.getElementById("who");
if (session) {
  who.textContent = `Requests are sent as ${session.user.email}, to ${session.workspace.name}. They are real.`;
  spec.components.parameters.workspace.example = session.workspace.slug;
} else {
  who.textContent = "You are not signed in: requests that need somebody are refused. ";
  const link = document.createElement("a");
  link.href = "/sign-in";
  link.textContent = "Sign in";
  who.append(link);
}

/** The session of the page is the only credential: there is nowhere to enter one, and none is ever shown. */
const nothing = () => () => null;
const onlyTheSession = () => ({
  components: {},
  wrapComponents: { authorizeBtn: nothing, authorizeOperationBtn: nothing },
  statePlugins: {
    spec: {
      wrapSelectors: {
        allowTryItOutFor: (before) => (state, path, method) =>
          before(state, path, method) && !spec.paths[path]?.[method]?.["x-shown-once"],
      },
    },
  },
});

window.SwaggerUIBundle({
  spec,
  dom_id: "#docs",
  deepLinking: true,
  docExpansion: "none",
  filter: true,
  // The command that it writes for a request would hold the CSRF value otherwise.
  showMutatedRequest: false,
  plugins: [onlyTheSession],
  requestInterceptor(request) {
    if (session && request.method !== "GET") request.headers["x-valetkey-csrf"] = session.csrf;
    return request;
  },
});
