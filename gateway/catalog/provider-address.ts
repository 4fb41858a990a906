const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** The WHATWG parser has turned every way to write an IPv4 address into dots by now. */
const isAddress = (hostname: string): boolean => /^[\d.]+$|^\[/.test(hostname);

/**
 * Why an address may not be called as a provider's; undefined when it may. Providers are called by https and by name;
 * a sandbox provider is called on this machine and nowhere else. What a name resolves to is for the egress to judge.
 */
export function urlProblem(text: string, kind: "issuer" | "endpoint", sandbox: boolean): string | undefined {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) return "must be an https address";
  if (url.username || url.password) return "must not hold a user name or password";
  if (text.includes("#")) return "must be without a fragment";
  // RFC 8414 section 2.
  if (kind === "issuer" && text.includes("?")) return "must be without a query";
  // Tools call by path (`Api`); such a one would be refused at every call.
  if (/[\s\\{}]|%2e|%2f|%5c/i.test(text)) return "holds characters that no endpoint has";
  if (sandbox) return LOOPBACK.has(url.hostname) ? undefined : "must be on this machine, as sandbox is true";
  if (LOOPBACK.has(url.hostname) && url.protocol === "http:")
    return "must be https: http is for localhost with sandbox set to true";
  if (url.protocol !== "https:") return "must be https";
  if (isAddress(url.hostname)) return "must name a host, not an address";
  if (!/^[a-z0-9.-]+$/.test(url.hostname)) return "must name one host";
  return undefined;
}

/** The same for a host with an optional port: `api.acme.test`, `api.acme.test:8443`. */
export function hostProblem(host: string, sandbox: boolean): string | undefined {
  const url = URL.parse(`https://${host}/`);
  if (url?.host !== host || !/^[a-z0-9.:[\]-]+$/.test(host))
    return "must be a host in lower case, without scheme and path";
  return urlProblem(url.href, "endpoint", sandbox);
}
