interface Io {
  out(text: string): void;
  err(text: string): void;
  env: Record<string, string>;
}

/** Runs one of `tools/` in this process, on a data directory, and keeps what it says. */
export async function runCommand(
  run: (argv: string[], io: Io) => Promise<number>,
  dataDir: string,
  argv: string[],
): Promise<{ code: number; out: string; err: string }> {
  const said = { out: "", err: "" };
  const io: Io = {
    out: (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
    env: { DATA_DIR: dataDir },
  };
  const code = await run(argv, io);
  return { code, ...said };
}

/** For an operator's socket on rooms without grants: whoever tries to end some hears of it. */
export const noGrants = { endAll: () => Promise.reject(new Error("there are no grants here")) };
