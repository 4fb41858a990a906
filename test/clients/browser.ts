import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

/** A person's browser, without a screen: it signs in at the gateway and says yes or no. */
export interface Browser {
  /** For a client in this process: the address that the authorization server sends the person back to. */
  authorize(url: string | URL): Promise<URL>;
  /** For a client in a process of its own: variables that make it open its links here. */
  readonly env: Readonly<Record<string, string>>;
  /** Every address that a client wanted opened. */
  readonly asked: readonly string[];
  /** From now on the person says no. */
  refuse(): void;
  close(): Promise<void>;
}

export interface BrowserOptions {
  home: string;
  /** Plays the authorization server's pages to their end; resolves with the address it leads back to. */
  decide(url: URL, decision: "allow" | "deny"): Promise<URL>;
}

/** What desktop programs start to open a link, under each of the names they look for. */
function openers(home: string, listener: string): Record<string, string> {
  const bin = join(home, "bin");
  mkdirSync(bin, { recursive: true });
  const program = `fetch(process.argv[1], { method: "POST", body: process.argv[2] })`;
  const script = `#!/bin/sh\nexec "${process.execPath}" -e '${program}' "${listener}" "$1"\n`;
  for (const name of ["xdg-open", "open", "x-www-browser"]) {
    writeFileSync(join(bin, name), script);
    chmodSync(join(bin, name), 0o700);
  }
  // `xdg-open` as packages bring it along asks this variable where there is no desktop.
  return { BROWSER: join(bin, "xdg-open") };
}

export async function openBrowser({ home, decide }: BrowserOptions): Promise<Browser> {
  const asked: string[] = [];
  let decision: "allow" | "deny" = "allow";
  const authorize = (url: string | URL) => {
    asked.push(String(url));
    return decide(new URL(url), decision);
  };
  const server = createServer(async (req, res) => {
    let url = "";
    for await (const chunk of req) url += chunk;
    res.end();
    try {
      await fetch(await authorize(url)); // the client's own listener on loopback
    } catch (error) {
      asked.push(String(error)); // the client waits in vain; the step says so
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const listener = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    authorize,
    env: openers(home, listener),
    asked,
    refuse() {
      decision = "deny";
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
