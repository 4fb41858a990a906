import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

const WORK = `
  import { openEmbedded } from ${JSON.stringify(new URL("./embedded.ts", import.meta.url).href)};
  import pg from "pg";
  for (const time of ["first", "second"]) {
    const database = await openEmbedded(undefined);
    const client = new pg.Client({ stream: () => database.connect(), user: "postgres", database: "postgres" });
    await client.connect();
    await client.query("CREATE TABLE t (id int, t text)");
    for (let n = 0; n < 200; n++) {
      await client.query("INSERT INTO t SELECT g, md5(g::text) FROM generate_series(1, 20) g");
      await client.query("SELECT count(*), max(t) FROM t WHERE id % " + (1 + (n % 7)) + " = 0 GROUP BY id LIMIT 3");
    }
    await client.end();
    await database.close();
    console.log(time, "done");
  }`;

test("V8 frees nothing of PostgreSQL's code while it works (nodejs/node#64500)", () => {
  const flags = ["--trace-wasm-code-gc", "-e", WORK];
  const { stdout, stderr } = spawnSync(process.execPath, flags, { encoding: "utf8" });
  expect(stderr).toBe("");
  expect(stdout.trim().split("\n")).toEqual(["first done", "second done"]);
}, 60_000);
