import { describe, expect, test } from "vitest";
import type { Egress, EgressResponse } from "../egress/index.ts";
import { fetchSource, fileName } from "./fetch-source.ts";

/** An internet of these pages; keeps what was asked and under which policy. */
function internet(pages: Record<string, Partial<EgressResponse>>) {
  const asked: { url: string; hosts: string[]; request: Parameters<Egress["send"]>[0] }[] = [];
  const egress: Egress = {
    async send(request, policy) {
      const url = String(request.url);
      asked.push({ url, hosts: [...policy.hosts], request });
      const page = pages[url] ?? { status: 404 };
      return { status: 200, headers: {}, body: Buffer.from("bytes"), ...page };
    },
    close: async () => {},
  };
  const read = (source: string) =>
    fetchSource(egress, source, { maxBytes: 1000, signal: new AbortController().signal });
  return { read, asked };
}

const refused = { code: "egress_refused" };

test("reads what is there, with nothing of ours and no more than fits", async () => {
  const { read, asked } = internet({
    "https://a.test/x/report%20Q3.pdf?k=v": { headers: { "content-type": "Application/PDF; x=y" } },
  });
  expect(await read("https://a.test/x/report%20Q3.pdf?k=v")).toMatchObject({
    name: "report Q3.pdf",
    mimeType: "application/pdf",
  });
  expect(asked[0]?.hosts).toEqual(["a.test"]);
  expect(asked[0]?.request).toMatchObject({ maxBytes: 1000, headers: { accept: "*/*" } });
});

describe("redirects", () => {
  const to = (location: string) => ({ status: 302, headers: { location } });
  test("are followed host by host, each under a policy of its own", async () => {
    const { read, asked } = internet({
      "https://a.test/": to("https://b.test/f"),
      "https://b.test/f": to("/g"),
      "https://b.test/g": {},
    });
    const file = await read("https://a.test/");
    expect(file.name).toBe("g");
    expect(asked.map(({ hosts }) => hosts)).toEqual([["a.test"], ["b.test"], ["b.test"]]);
  });
  test.each([
    "http://b.test/",
    "https://b.test:8443/",
    "https://u:p@b.test/",
    "file:///etc/passwd",
    "//",
    "",
  ])("to %j are not", async (location) => {
    const { read, asked } = internet({ "https://a.test/": to(location) });
    await expect(read("https://a.test/")).rejects.toMatchObject(refused);
    expect(asked.length).toBe(1);
  });
  test("end", async () => {
    const { read, asked } = internet({ "https://a.test/": to("https://a.test/") });
    await expect(read("https://a.test/")).rejects.toMatchObject(refused);
    expect(asked.length).toBe(4);
  });
});

test.each(["http://a.test/", "ftp://a.test/", "https://a.test:444/", "https://u@a.test/", "not an address"])(
  "%j is not read",
  async (source) => {
    const { read, asked } = internet({});
    await expect(read(source)).rejects.toMatchObject(refused);
    expect(asked).toEqual([]);
  },
);

test("what is not there is said with its status", async () => {
  await expect(internet({}).read("https://a.test/x")).rejects.toThrowError(/a\.test answered 404/);
});

test.each([
  [`attachment; filename="a b.txt"`, "a b.txt"],
  ["attachment; filename*=UTF-8''%e2%82%ac.txt; filename=x", "€.txt"],
  ["attachment; filename=../../etc/passwd", "etc passwd"],
  [`attachment; filename=".bashrc"`, "bashrc"],
  ["inline", "x"],
])("%s is named %s", async (disposition, name) => {
  const page = { headers: { "content-disposition": disposition } };
  expect((await internet({ "https://a.test/x": page }).read("https://a.test/x")).name).toBe(name);
});

test.each([
  ["a\r\nset-cookie: x", "a set-cookie: x"],
  ["\u202egnp.exe", "gnp.exe"],
  ["", "file"],
  ["...", "file"],
  ["\ud800x", "\ufffdx"],
])("%j becomes a plain name", (text, name) => {
  expect(fileName(text)).toBe(name);
});
