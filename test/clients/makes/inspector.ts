import { freePort } from "../../support/free-port.ts";
import { programOf, run } from "../command.ts";
import type { Door, Era, Make, Session } from "../matrix.ts";
import { shownOf } from "../shown.ts";

const PACKAGE = "@modelcontextprotocol/inspector";

/** The Inspector's command line: one process a request. Its tokens are in its own directory. */
async function open(door: Door, era: Era): Promise<Session> {
  const program = programOf(PACKAGE, "mcp-inspector");
  const own = ["--cli", door.endpoint.href, "--transport", "http", "--format", "json", "--quiet"];
  own.push("--protocol-era", era === "2026-07-28" ? "modern" : "legacy");
  if (door.token !== undefined) own.push("--header", `Authorization: Bearer ${door.token}`);
  if (door.metadataDocument !== undefined) own.push("--client-metadata-url", door.metadataDocument);
  // One of its own: two of them may be signing in at a time.
  own.push("--callback-url", `http://127.0.0.1:${await freePort()}/oauth/callback`);
  // Its own way to say that a browser may be opened where no terminal is.
  const env = {
    ...door.browser.env,
    MCP_AUTO_OPEN_ENABLED: "true",
    MCP_STORAGE_DIR: door.home,
    MCP_INSPECTOR_SECRET_STORE: "file",
  };
  const ask = async (...args: string[]): Promise<Record<string, unknown>> => {
    const { code, out, err } = await run(program, [...own, ...args], { home: door.home, env });
    // 5: the tool said that it failed; the answer is whole.
    const answer = out.trim() && (JSON.parse(out) as { result?: Record<string, unknown> });
    if (!answer) throw new Error(`ended with ${code}: ${err.slice(-2_000)}`);
    return answer.result ?? answer;
  };
  return {
    list: async () =>
      ((await ask("--method", "tools/list", "--strict")).tools as { name: string }[]).map(({ name }) => name),
    call: async (name, args) =>
      shownOf(
        await ask("--method", "tools/call", "--tool-name", name, "--tool-args-json", JSON.stringify(args)),
      ),
    close: async () => {},
  };
}

const common = {
  package: PACKAGE,
  signIns: ["OAuth, registration", "OAuth, metadata document", "token"],
} as const;

export const inspectorModern: Make = {
  ...common,
  id: "inspector-modern",
  title: "Inspector CLI",
  era: "2026-07-28",
  open: (door) => open(door, "2026-07-28"),
};

export const inspectorLegacy: Make = {
  ...common,
  id: "inspector-legacy",
  title: "Inspector CLI",
  era: "2025-11-25",
  open: (door) => open(door, "2025-11-25"),
};
