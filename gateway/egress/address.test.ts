import { describe, expect, test } from "vitest";
import { isLoopbackAddress, isPublicAddress, isTrustedAddress } from "./address.ts";
import { openEgress } from "./egress.ts";
import { guardedLookup } from "./lookup.ts";

const refused = [
  ["0.0.0.0", "unspecified"],
  ["0.1.2.3", "this network"],
  ["10.0.0.1", "private"],
  ["10.255.255.255", "private"],
  ["100.64.0.1", "carrier NAT"],
  ["100.100.100.200", "Alibaba metadata"],
  ["127.0.0.1", "loopback"],
  ["127.255.255.254", "loopback"],
  ["168.63.129.16", "Azure's wire server"],
  ["169.254.169.254", "metadata"],
  ["169.254.170.2", "ECS metadata"],
  ["172.16.0.1", "private"],
  ["172.31.255.255", "private"],
  ["192.0.0.192", "Oracle metadata"],
  ["192.0.2.1", "documentation"],
  ["192.88.99.1", "6to4 relay"],
  ["192.168.1.1", "private"],
  ["198.18.0.1", "benchmarking"],
  ["198.51.100.1", "documentation"],
  ["203.0.113.1", "documentation"],
  ["224.0.0.1", "multicast"],
  ["239.255.255.250", "multicast"],
  ["240.0.0.1", "reserved"],
  ["255.255.255.255", "broadcast"],
  ["::", "unspecified"],
  ["::1", "loopback"],
  ["::127.0.0.1", "IPv4-compatible"],
  ["::ffff:127.0.0.1", "IPv4-mapped"],
  ["::ffff:8.8.8.8", "IPv4-mapped, even when public"],
  ["::ffff:0:127.0.0.1", "IPv4-translated"],
  ["64:ff9b::7f00:1", "NAT64"],
  ["64:ff9b:1::1", "local NAT64"],
  ["100::1", "discard"],
  ["2001::1", "Teredo"],
  ["2001:db8::1", "documentation"],
  ["2002:7f00:1::", "6to4 of loopback"],
  ["3fff::1", "documentation"],
  ["4000::1", "unassigned"],
  ["fc00::1", "unique local"],
  ["fd00:ec2::254", "AWS metadata"],
  ["fe80::1", "link-local"],
  ["fe80::1%eth0", "link-local with a zone"],
  ["fec0::1", "site-local"],
  ["ff02::1", "multicast"],
  ["2130706433", "not an address but a number"],
  ["0x7f.1", "not an address in dotted form"],
  ["example.com", "not an address"],
  ["", "nothing"],
] as const;

describe("addresses that are not the public Internet", () => {
  test.each(refused)("%s (%s)", (address) => expect(isPublicAddress(address)).toBe(false));
});

test.each([
  "8.8.8.8",
  "142.250.74.110",
  "172.32.0.1",
  "100.128.0.1",
  "2a00:1450:4001:80b::200a",
  "2606:4700::1111",
])("%s is public", (address) => expect(isPublicAddress(address)).toBe(true));

test("only loopback is loopback", () => {
  expect(["127.0.0.1", "127.9.9.9", "::1"].every(isLoopbackAddress)).toBe(true);
  expect(["10.0.0.1", "localhost", "0.0.0.0", "::ffff:127.0.0.1"].some(isLoopbackAddress)).toBe(false);
});

describe("names that resolve to what may not be called", () => {
  test.each(refused.filter(([a]) => /^[\d.]+$|:/.test(a) && !/^\d+$/.test(a)))("%s (%s)", async (address) => {
    const family = address.includes(":") ? 6 : 4;
    const egress = openEgress({ resolve: async () => [{ address, family }] });
    const call = egress.send(
      { method: "GET", url: "https://provider.example/" },
      { hosts: new Set(["provider.example"]) },
    );
    await expect(call).rejects.toMatchObject({ code: "egress_refused" });
    await egress.close();
  });

  test("one private address among public ones refuses the name", async () => {
    const mixed = [
      { address: "8.8.8.8", family: 4 },
      { address: "10.0.0.7", family: 4 },
    ];
    const egress = openEgress({ resolve: async () => mixed });
    const call = egress.send(
      { method: "GET", url: "https://provider.example/" },
      { hosts: new Set(["provider.example"]) },
    );
    await expect(call).rejects.toMatchObject({ code: "egress_refused" });
    await egress.close();
  });
});

const ask = (lookup: ReturnType<typeof guardedLookup>, options: object) =>
  new Promise((resolve, reject) =>
    lookup("provider.example", options, (error, address) => (error ? reject(error) : resolve(address))),
  );

test("a name that turns private between two connections (rebinding) is refused at the second", async () => {
  const answers = ["8.8.8.8", "127.0.0.1"];
  let asked = 0;
  const lookup = guardedLookup(async () => [{ address: answers[asked++]!, family: 4 }], isPublicAddress);
  // What is handed to the socket is what was checked: the resolver is asked once a connection, never again.
  expect(await ask(lookup, { all: true })).toEqual([{ address: "8.8.8.8", family: 4 }]);
  expect(asked).toBe(1);
  await expect(ask(lookup, { all: true })).rejects.toMatchObject({ code: "egress_refused" });
});

test("the family asked for is the family answered, and no answer is an error", async () => {
  const both = [
    { address: "2606:4700::1111", family: 6 },
    { address: "8.8.8.8", family: 4 },
  ];
  expect(
    await ask(
      guardedLookup(async () => both, isPublicAddress),
      { family: 4 },
    ),
  ).toBe("8.8.8.8");
  await expect(
    ask(
      guardedLookup(async () => [], isPublicAddress),
      { all: true },
    ),
  ).rejects.toThrow("No address");
  const failing = guardedLookup(() => Promise.reject(new Error("ENOTFOUND")), isPublicAddress);
  await expect(ask(failing, { all: true })).rejects.toThrow("ENOTFOUND");
});

test("an origin of the operator's may be on the own network, never where machines keep their metadata", () => {
  for (const address of [
    "8.8.8.8",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "127.0.0.1",
    "fd12::1",
    "::1",
  ])
    expect(isTrustedAddress(address), address).toBe(true);
  for (const address of [
    "169.254.169.254",
    "169.254.170.2",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "fd00:ec2::254",
    "fd00:0ec2:0:0:0:0:0:254",
    "fd20:ce::254",
    "fe80::1",
    "::ffff:169.254.169.254",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "id.corp.internal",
    "",
  ]) {
    expect(isTrustedAddress(address), address).toBe(false);
  }
});

test("what a trusted name resolves to decides: in the clear only this machine, over https the own network", async () => {
  const reach = async (url: string, address: string) => {
    const egress = openEgress({ resolve: async () => [{ address, family: 4 }], connectMs: 300 });
    const policy = { hosts: new Set<string>(), trustedOrigins: new Set([new URL(url).origin]) };
    const code = await egress.send({ method: "GET", url }, policy).catch((error) => error.code);
    await egress.close();
    return code;
  };
  expect(await reach("http://id.corp.internal:9/", "10.0.0.9")).toBe("egress_refused");
  expect(await reach("https://id.corp.internal:9/", "169.254.169.254")).toBe("egress_refused");
  expect(await reach("https://id.corp.internal:9/", "127.0.0.1")).toBe("provider_unreachable");
  expect(await reach("http://id.corp.internal:9/", "127.0.0.1")).toBe("provider_unreachable");
});
