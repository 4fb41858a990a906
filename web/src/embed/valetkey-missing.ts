import type { Missing } from "../api/contract.ts";
import { embed } from "../words/embed.ts";
import { isMissing, type Need, needsOf, ownAddress, untoldOf } from "./answer.ts";
import { sheet } from "./styles.ts";

/** The script is served by the gateway that it asks. */
const gateway = new URL(import.meta.url).origin;
const LOOK_MS = 60_000;
const SVG = "http://www.w3.org/2000/svg";

/**
 * `<valetkey-missing workspace="wrk_…" server="gmail">`: what the person, or the agent, whom its token is for still lacks.
 * Nothing while nothing is missing. See docs/embedding.md.
 */
class ValetkeyMissing extends HTMLElement {
  static observedAttributes = ["workspace", "agent", "server", "token"];
  readonly #place = document.createElement("section");
  #token: string | undefined;
  #getToken: (() => Promise<string>) | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #asking: AbortController | undefined;
  #said = "";

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet()];
    this.#place.setAttribute("role", "status");
    this.#place.setAttribute("part", "warning");
    root.append(this.#place);
  }

  connectedCallback(): void {
    // Set before this script was there: plain properties, which hide the accessors.
    for (const name of ["token", "getToken"] as const) {
      const early: unknown = Object.getOwnPropertyDescriptor(this, name)?.value;
      if (early === undefined) continue;
      Reflect.deleteProperty(this, name);
      Reflect.set(this, name, early);
    }
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
    document.addEventListener("visibilitychange", this.#look);
    window.addEventListener("focus", this.#look);
    // After the script that made it has set what it wants to.
    queueMicrotask(() => void this.refresh());
  }

  disconnectedCallback(): void {
    clearInterval(this.#timer);
    this.#asking?.abort();
    document.removeEventListener("visibilitychange", this.#look);
    window.removeEventListener("focus", this.#look);
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (name === "token" && now) {
      this.#token = now;
      // In the document it could be read by whatever reads the page.
      queueMicrotask(() => this.removeAttribute("token"));
    }
    if (before !== now && now !== null && this.isConnected) void this.refresh();
  }

  set token(value: string) {
    this.#token = value;
    if (this.isConnected) void this.refresh();
  }

  /** Asked for a token whenever there is none, or the one there is has ended. */
  set getToken(ask: (() => Promise<string>) | undefined) {
    this.#getToken = ask;
    if (this.isConnected) void this.refresh();
  }

  readonly #look = (): void => {
    if (document.visibilityState === "visible") void this.refresh();
  };

  /** Asks now. Settles when what it shows is up to date; never fails. */
  async refresh(): Promise<void> {
    const workspace = this.getAttribute("workspace");
    // The page's own script may come after this one; without a token another origin is told nothing anyway.
    const mayAsk = this.#token ?? this.#getToken ?? location.origin === gateway;
    if (!workspace || mayAsk === false) return;
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    try {
      const answer = await this.#ask(workspace, asking.signal);
      if (asking === this.#asking) this.#show(answer);
    } catch (error) {
      if (asking === this.#asking && !asking.signal.aborted)
        this.#fail(error instanceof Error ? error.message : "gateway_unreachable");
    }
  }

  async #ask(workspace: string, signal: AbortSignal, again = false): Promise<Missing> {
    const used = this.#token ?? (await this.#getToken?.());
    this.#token = used;
    const url = new URL(`/api/workspaces/${encodeURIComponent(workspace)}/missing`, gateway);
    for (const name of ["agent", "server"]) {
      const value = this.getAttribute(name);
      if (value) url.searchParams.set(name, value);
    }
    const headers: Record<string, string> = { accept: "application/json" };
    if (used) headers.authorization = `Bearer ${used}`;
    // On the gateway's own pages the session does; elsewhere no cookie is ever sent.
    const credentials = used ? "omit" : "same-origin";
    // Asked anew, but answered in a line when nothing has changed (ETag): whoever comes back has just put it right.
    const response = await fetch(url, { headers, credentials, signal, cache: "no-cache" });
    const json: unknown = await response.json().catch(() => undefined);
    if (response.status === 401 && this.#getToken && !again) {
      this.#token = undefined;
      return this.#ask(workspace, signal, true);
    }
    if (response.ok && isMissing(json)) return json;
    throw new Error(codeOf(json));
  }

  #show(answer: Missing): void {
    const needs = needsOf(answer);
    const lacking = answer.servers.filter((server) => server.needs.length > 0);
    const untold = untoldOf(answer);
    const text = JSON.stringify([needs, untold, answer.ready]);
    if (text === this.#said) return;
    this.#said = text;
    if (needs.length === 0) this.#place.replaceChildren();
    else this.#place.replaceChildren(icon(), warning(lacking.length, needs, untold));
    const servers = answer.servers.map(({ id, title, state }) => ({ id, title, state }));
    this.#tell("valetkey-missing-change", { ready: answer.ready, missing: needs.length + untold, servers });
  }

  #fail(code: string): void {
    if (this.#said === code) return;
    this.#said = code;
    const again = element("button", { type: "button", part: "action" }, embed.retry);
    again.addEventListener("click", () => {
      this.#said = "";
      void this.refresh();
    });
    this.#place.replaceChildren(icon(), element("div", {}, `${embed.failed} `, again));
    this.#tell("valetkey-missing-error", { code });
  }

  #tell(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

function codeOf(json: unknown): string {
  const code = typeof json === "object" && json !== null && "code" in json ? json.code : undefined;
  return typeof code === "string" ? code : "answer_not_understood";
}

function element(
  name: string,
  attributes: Record<string, string>,
  ...children: (Node | string)[]
): HTMLElement {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function icon(): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  for (const [name, value] of Object.entries({
    viewBox: "0 0 16 16",
    fill: "none",
    stroke: "currentColor",
    "stroke-width": "1.5",
    "stroke-linejoin": "round",
    "stroke-linecap": "round",
    "aria-hidden": "true",
  }))
    svg.setAttribute(name, value);
  path.setAttribute("d", "M8 2 1.75 13.25h12.5zM8 6.5v3M8 11.5v.01");
  svg.append(path);
  return svg;
}

function warning(servers: number, needs: readonly Need[], untold: number): HTMLElement {
  const lines = needs.map((need) => {
    const href = ownAddress(need.url, gateway);
    const line = element("li", { part: "need" }, `${embed.need(need)} `);
    if (href)
      line.append(
        element(
          "a",
          { href, target: "_blank", rel: "noopener", part: "action" },
          embed.action(need),
          element("span", { class: "h" }, ` (${embed.newTab})`),
        ),
      );
    return line;
  });
  if (untold > 0) lines.push(element("li", { part: "need" }, embed.more(untold)));
  return element("div", {}, element("strong", {}, embed.title(servers)), element("ul", {}, ...lines));
}

if (!customElements.get("valetkey-missing")) customElements.define("valetkey-missing", ValetkeyMissing);
