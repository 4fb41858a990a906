// What the documents say that a machine can hold against the code.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { servers } from "../mcp-servers/index.ts";
import { scopesOf } from "../tools/tools-lines.ts";
import { versionOf } from "./clients/command.ts";
import { makes } from "./clients/makes/index.ts";
import { COLUMNS, type Row } from "./clients/matrix.ts";
import { tableIn, tableOf } from "./clients/table.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const textOf = (path: string): string => readFileSync(join(root, path), "utf8");
const markdown = (directory: string): string[] =>
  readdirSync(join(root, directory))
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(directory, name));
const documents = [...markdown("."), ...markdown("docs"), ...markdown("docs/decisions")];

/** Every first group of `pattern`. */
const all = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, one = ""]) => one);
/** Cells of the table rows that begin with a name in code. */
const rowsOf = (text: string): string[][] =>
  text
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) => line.split("|").slice(1, -1));
/** `a/{b,c}.ts` is two paths. */
function braces(path: string): string[] {
  const [, before, list, after] = /^(.*)\{(.*)\}(.*)$/.exec(path) ?? [];
  return list === undefined ? [path] : list.split(",").map((one) => `${before}${one}${after}`);
}

describe("README", () => {
  test("lists every MCP server of this build with its endpoint, and no other", () => {
    const rows = rowsOf(textOf("README.md")).filter(([, endpoint = ""]) =>
      /^ `\/mcp\/[a-z_]+` $/.test(endpoint),
    );
    expect(rows.map(([title = "", endpoint = ""]) => [title.trim(), endpoint.trim()])).toEqual(
      servers.map(({ id, title }) => [title, `\`/mcp/${id}\``]),
    );
  });

  test("names every proof", () => {
    const proofs = /proofs: Record<string, Proof> = \{ ([a-z, ]+) \}/.exec(textOf("test/prove/run.ts"))?.[1];
    const line = textOf("README.md").split("\n").find((one) => one.startsWith("| `npm run prove -- ")); // biome-ignore format: one line
    expect(all(line ?? "", /`(?:npm run prove -- )?([a-z]+)`/g).sort()).toEqual(proofs?.split(", ").sort());
  });
});

describe("the matrix of clients", () => {
  const results = JSON.parse(textOf("test/clients/results.json")) as Row[];

  test("is in README as it was found", () => {
    expect(tableIn(textOf("README.md"))).toBe(tableOf(results));
  });

  test("was found with the installed versions, for every client and every way it signs in", () => {
    expect(results.map(({ client, era, signIn }) => [client, era, signIn])).toEqual(
      makes.flatMap(({ title, era, signIns }) => signIns.map((signIn) => [title, era, signIn])),
    );
    for (const row of results) expect(row.version, row.package).toBe(versionOf(row.package));
  });

  test("says of every cell that fails why", () => {
    const failing = results.flatMap((row) => COLUMNS.map((column) => row[column])).filter(({ ok }) => !ok);
    for (const { how } of failing) expect(how.length).toBeGreaterThan(20);
  });
});

describe("docs/servers.md", () => {
  const sections = textOf("docs/servers.md").split(/^## /m).slice(1);
  const contract = JSON.parse(textOf("mcp-servers/contract.json")) as Record<string, object>;
  const WAYS = ["emulator", "our route", "vendor description"];
  const CHECK = /\bcheck(Github|Google|Slack)\(/;
  /** With what its helpers do: a journey may end with the check in a line of its scene. */
  const withScenes = (text: string): string =>
    [
      text,
      ...all(text, /from "\.\.\/(support\/[\w-]+-scene\.ts)"/g).map((one) => textOf(`test/${one}`)),
    ].join("\n");

  test("has a section for every server of this build, in order", () => {
    expect(sections.map((one) => [one.split("\n")[0], /`(\/mcp\/\w+)`/.exec(one)?.[1]])).toEqual(
      servers.map(({ id, title }) => [title, `/mcp/${id}`]),
    );
  });

  test.each(servers)("$id has a row for every tool, which says what the tool says", ({ title, tools }) => {
    const rows = rowsOf(sections.find((one) => one.startsWith(`${title}\n`)) ?? "").slice(2);
    expect(rows.map((row) => row.slice(0, 3).map((cell) => cell.trim()))).toEqual(
      tools.map((tool) => [`\`${tool.name}\``, tool.effect, scopesOf(tool)]),
    );
  });

  test.each(servers)("$id names for every tool a test that calls it", ({ id, title }) => {
    const rows = rowsOf(sections.find((one) => one.startsWith(`${title}\n`)) ?? "").slice(2);
    for (const [name = "", , , file = "", verified = ""] of rows) {
      const [tool = ""] = all(name, /`([^`]+)`/g);
      const [path = ""] = all(file, /`([^`]+)`/g);
      const text = withScenes(textOf(path));
      const short = tool.slice(tool.indexOf("_") + 1);
      expect(
        [`"${tool}"`, `"${short}"`].some((one) => text.includes(one)) || text.includes(`\`${tool}\``),
        tool,
      ).toBe(true);
      if (contract[id] === undefined) continue;
      const ways = verified
        .replace(/\(.*\)/, "")
        .split(",")
        .map((one) => one.trim());
      expect(path, tool).toMatch(/^test\/journeys\//);
      expect(
        ways.filter((one) => !WAYS.includes(one)),
        tool,
      ).toEqual([]);
      expect(ways.includes("emulator") || ways.includes("our route"), tool).toBe(true);
      expect(ways.includes("vendor description"), tool).toBe(
        CHECK.test(text) && text.includes("requestsOf("),
      );
    }
  });
});

describe("SECURITY", () => {
  const text = textOf("SECURITY.md");
  const [before = "", limits = ""] = text.split("**Known limits**");
  const titles = readdirSync(join(root, "test/hostile"))
    .filter((name) => name.endsWith(".test.ts"))
    .flatMap((name) => all(textOf(`test/hostile/${name}`), /"(H\d+ .*)"/g));
  const numbers = (some: string[]) => new Set(some.map((title) => Number(/\d+/.exec(title)?.[0])));
  const open = numbers(titles.filter((title) => /^H\d+ \(open\)/.test(title)));
  const attacks = numbers(titles).difference(open);
  /** `H01`, and all of `H01 to H18`. */
  const named = (part: string): number[] =>
    [...part.matchAll(/\bH(\d+)(?: to H(\d+))?/g)].flatMap(([, from, to = from]) =>
      Array.from({ length: Number(to) - Number(from) + 1 }, (_, n) => Number(from) + n),
    );

  test("names attacks that are played and fail, and no other", () => {
    expect(named(before).length).toBeGreaterThan(60);
    expect(named(before).filter((n) => !attacks.has(n))).toEqual([]);
  });

  test("owns up to every attack that succeeds", () => {
    expect(new Set(named(limits))).toEqual(open);
  });

  test("has a test beside every claim", () => {
    const claims = text.split("## Claims")[1]?.split("\n## ")[0] ?? "";
    const rows = rowsOf(claims).filter(([claim = ""]) => !/^ Claim |^---/.test(claim));
    expect(rows.length).toBeGreaterThan(30);
    const bare = rows.filter(([, shown = ""]) => !/`(npm run |test\/|gateway\/)|\bH\d+/.test(shown));
    expect(bare).toEqual([]);
  });
});

describe("stored data", () => {
  const schema = textOf("prisma/schema.prisma");
  /** Other types are relations. */
  const types = [
    "String",
    "Int",
    "BigInt",
    "Boolean",
    "DateTime",
    "Json",
    "Bytes",
    ...all(schema, /^enum (\w+)/gm),
  ];
  /** Tables and columns as the schema maps them. */
  const models = all(schema, /^model \w+ \{\n(.*?)^\}/gms).map((body) => ({
    table: /@@map\("(\w+)"\)/.exec(body)?.[1] ?? "",
    columns: body.split("\n").flatMap((line) => {
      const [, name = "", type = ""] = /^ {2}(\w+) +(\w+)/.exec(line) ?? [];
      return types.includes(type) ? [/@map\("(\w+)"\)/.exec(line)?.[1] ?? name] : [];
    }),
  }));

  test("names every table twice: what it is for, and each of its columns", () => {
    const [overview = "", columns = ""] = textOf("docs/stored-data.md").split("## Columns");
    const cellOf = (text: string, table: string) =>
      rowsOf(text.split("\n## ")[0] ?? "").find(([name = ""]) => name.trim() === `\`${table}\``);
    expect(models.length).toBeGreaterThan(20);
    for (const { table, columns: expected } of models) {
      expect(cellOf(overview, table), table).toHaveLength(5);
      const named = all(cellOf(columns, table)?.[1]?.replace(/\([^)]*\)/g, "") ?? "", /`(\w+)`/g);
      expect(named.sort(), table).toEqual([...expected].sort());
    }
  });
});

describe("docs/screens", () => {
  const pictures = readdirSync(join(root, "docs/screens")).filter((name) => name !== "README.md");
  /** Four cells of links to pictures, by the route in the cell before. */
  const rows = rowsOf(textOf("docs/screens/README.md")).map(([, route = "", cells = ""]) => ({
    route: all(route, /`([^`]+)`/g)[0],
    files: all(cells, /\]\(([^)]+)\)/g),
  }));

  test("shows every route of the web app, each view in both schemes, on a desk and on a phone", () => {
    const routes = all(textOf("web/src/routes.tsx"), /\bpath: "([^"]+)"/g);
    expect(routes.length).toBeGreaterThan(25);
    const shown = new Set(rows.map(({ route }) => route));
    expect(routes.filter((route) => !shown.has(route))).toEqual([]);
    const shots = ["light-1280", "dark-1280", "light-390", "dark-390"];
    for (const { files } of rows.filter((row) => row.files.length > 0))
      expect(files).toEqual(shots.map((shot) => files[0]?.replace("light-1280", shot)));
    expect(rows.flatMap(({ files }) => files).sort()).toEqual(pictures.sort());
  });

  test("takes less than 3 MB", () => {
    const bytes = pictures.reduce((sum, name) => sum + statSync(join(root, "docs/screens", name)).size, 0);
    expect(bytes).toBeLessThan(3_000_000);
  });
});

test("decisions are numbered once, without gaps, and each is in the index under its title", () => {
  const files = readdirSync(join(root, "docs/decisions")).filter((name) => name !== "README.md").sort(); // biome-ignore format: one line
  expect(files.map((name) => Number(name.slice(0, 4)))).toEqual(files.map((_, at) => at + 1));
  const index = [...textOf("docs/decisions/README.md").matchAll(/^\| \[(\d{4})\]\((\S+)\) \| (.+) \|$/gm)];
  expect(index.map(([, number, file]) => [number, file])).toEqual(
    files.map((name) => [name.slice(0, 4), name]),
  );
  for (const [, , file, title] of index) {
    expect(textOf(`docs/decisions/${file}`).split("\n")[0], file).toBe(`# ${title}`);
  }
});

describe.each(documents)("%s", (path) => {
  const text = textOf(path);

  test("links to what is there", () => {
    const links = all(text, /\]\((?!https?:)([^)#\s]+)/g);
    expect(links.filter((link) => !existsSync(join(root, dirname(path), link)))).toEqual([]);
  });

  test("names files and commands that are there", () => {
    const named = all(
      text,
      /`((?:gateway|mcp-servers|prisma|web|test|tools|docs|\.ci)\/[\w./{},*-]+)`/g,
    ).flatMap(braces);
    expect(named.filter((one) => !one.includes("*") && !present(one))).toEqual([]);
    const { scripts } = JSON.parse(textOf("package.json")) as { scripts: Record<string, string> };
    const commands = all(text, /\bnpm run ([a-z][a-z:-]*[a-z])/g);
    expect(commands.filter((name) => scripts[name] === undefined)).toEqual([]);
  });
});

/** A decision may be named by its number alone. */
function present(path: string): boolean {
  const [, number] = /^docs\/decisions\/(\d{4})$/.exec(path) ?? [];
  if (number === undefined) return existsSync(join(root, path));
  return readdirSync(join(root, "docs/decisions")).some((name) => name.startsWith(number));
}
