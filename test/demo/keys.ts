import { run } from "../../tools/cli/run.ts";
import { type Cast, keysInFile, ownerLink } from "./cast.ts";
import type { Connector } from "./grants.ts";
import type { Step } from "./narrator.ts";

/** The command, as an operator types it beside the running gateway. */
async function keys({ env, outputs }: Cast, ...argv: string[]): Promise<{ code: number; lines: string[] }> {
  let said = "";
  const say = (text: string) => {
    said += text;
  };
  const code = await run(["keys", ...argv], { out: say, err: say, env });
  outputs.add(said);
  return { code, lines: said.trim().split("\n") };
}

/** One call after another until told to stop; the codes of those that failed. */
function keepCalling({ agents }: Cast, { slug }: Connector) {
  const failed: string[] = [];
  let over = false;
  let count = 0;
  let wake: () => void = () => {};
  const lane = (async () => {
    while (!over) {
      const { isError, error } = await agents.gmail.call("gmail_list_labels", { connector: slug });
      if (isError) failed.push(error?.error ?? "unknown");
      count++;
      wake();
    }
  })();
  return {
    async more(calls: number) {
      for (const from = count; count - from < calls; ) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    async stop() {
      over = true;
      await lane;
      return { count, failed };
    },
  };
}

export async function rotateKeys(cast: Cast, connector: Connector, step: Step): Promise<void> {
  const { owner } = cast;
  const [old] = keysInFile(cast);
  if (!old) throw new Error("there is no key");
  const calls = keepCalling(cast, connector);
  await calls.more(5);
  const rotated = await step.timed(
    "valetkey keys rotate makes a new key and seals everything with it",
    () => keys(cast, "rotate"),
    ({ code }) => code === 0,
  );
  for (const { value } of keysInFile(cast)) cast.vaultKeys.add(value);
  step.show(...rotated.lines);
  await calls.more(5);
  const removed = await keys(cast, "remove", old.id);
  step.check("nothing uses the old key any more, and it is removed", removed.code === 0);
  step.show(...removed.lines);
  await calls.more(5);
  const { count, failed } = await calls.stop();
  step.check("calls went on all the while and none failed", failed.length === 0, `${count} calls`);
  step.check(
    "one key is left, and it is another one",
    keysInFile(cast).every(({ id }) => id !== old.id),
  );
  const stale = await owner.tryApi("GET", "/connectors");
  step.check("browsers that signed in under the old key sign in again", stale.status === 401);
  await owner.signIn(await ownerLink(cast));
}
