import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Once a run of vitest: what each test's database in memory begins with. Making one takes longer than most tests. */
export default function setup(): () => void {
  const directory = mkdtempSync(join(tmpdir(), "valetkey-snapshot-"));
  const program = fileURLToPath(new URL("./make-snapshot.ts", import.meta.url));
  execFileSync(process.execPath, ["--no-memory-protection-keys", program, directory], { stdio: "inherit" });
  process.env.TEST_SNAPSHOT = join(directory, "pgdata.tar");
  return () => rmSync(directory, { recursive: true, force: true });
}
