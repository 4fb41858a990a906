import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { programOf, run } from "../command.ts";
import type { Door, Make, Session, Shown } from "../matrix.ts";

const PACKAGE = "mcporter";

/** A configuration of its own, so that it looks at nobody else's. */
function configure({ home, endpoint, token }: Door): string {
  const file = join(home, "mcporter.json");
  const gmail = {
    baseUrl: endpoint.href,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: mcporter replaces it.
    ...(token === undefined ? { auth: "oauth" } : { headers: { Authorization: "Bearer ${VALETKEY_TOKEN}" } }),
  };
  writeFileSync(file, JSON.stringify({ mcpServers: { gmail }, imports: [] }));
  return file;
}

async function open(door: Door): Promise<Session> {
  const program = programOf(PACKAGE, "mcporter");
  const config = ["--config", configure(door)];
  const env = { ...door.browser.env, ...(door.token !== undefined && { VALETKEY_TOKEN: door.token }) };
  const ask = (...args: string[]) => run(program, [...config, ...args], { home: door.home, env });
  if (door.token === undefined) {
    const { code, out, err } = await ask("auth", "gmail");
    if (code !== 0) throw new Error(`mcporter auth ended with ${code}: ${out}${err}`);
  }
  return {
    list: async () => {
      const { out, err } = await ask("list", "gmail", "--json");
      const found = JSON.parse(out || "{}") as { tools?: { name: string }[] };
      if (!found.tools) throw new Error(`no list: ${out}${err}`);
      return found.tools.map(({ name }) => name);
    },
    call: async (name, args): Promise<Shown> => {
      const { code, out, err } = await ask("call", `gmail.${name}`, "--args", JSON.stringify(args));
      return { failed: code !== 0, text: `${out}\n${err}` };
    },
    close: async () => {},
  };
}

export const mcporter: Make = {
  id: "mcporter",
  title: "mcporter",
  package: PACKAGE,
  era: "2025-11-25",
  signIns: ["OAuth, registration", "token", "token at /k"],
  open,
};
