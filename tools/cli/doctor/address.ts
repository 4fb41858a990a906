import { isIP } from "node:net";
import { connect } from "node:tls";
import type { Config } from "../../../gateway/config.ts";
import { aboutAnswer, socketOf } from "../../../gateway/operator.ts";
import type { Configuration } from "../operator/configuration.ts";
import { ask } from "../operator/socket.ts";
import { clock } from "./data.ts";
import { type Finding, fail, ok, reasonOf, warn } from "./finding.ts";

const TIMEOUT_MS = 8_000;
const SOON_DAYS = 21;
const MOST = 100_000;

async function small(url: string): Promise<{ status: number; json: unknown; date: string | null }> {
  const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(TIMEOUT_MS) });
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MOST) throw Object.assign(new Error(), { code: "too_large" });
  }
  const json = ((): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  })();
  return { status: response.status, json, date: response.headers.get("date") };
}

/**
 * The configuration with the PUBLIC_URL of the gateway that runs: it may have been started with another environment than
 * whoever asks here has. What is set here and differs is told.
 */
export async function asItRuns({
  config,
  env,
}: Configuration): Promise<{ config: Config; differs: Finding[] }> {
  // One of before this question has no answer.
  const about = await ask(socketOf(config.dataDir), "/about", {}, aboutAnswer).catch(() => undefined);
  const publicUrl = about?.public_url ?? config.publicUrl;
  if (publicUrl === config.publicUrl || !env.PUBLIC_URL)
    return { config: { ...config, publicUrl }, differs: [] };
  const differs = warn(
    "configuration_runs",
    `The gateway runs with PUBLIC_URL ${publicUrl}; here it is ${config.publicUrl}.`,
    "Run this with the gateway's own variables, or restart the gateway with these.",
  );
  return { config: { ...config, publicUrl }, differs: [differs] };
}

/** Whether it is known who asks from where: TLS ends in front of the gateway, always. */
export function checkProxy({ publicUrl, trustProxy }: Config): Finding {
  if (!publicUrl.startsWith("https:")) return ok("proxy", "PUBLIC_URL is this machine: nothing is in front.");
  if (trustProxy > 0)
    return ok("proxy", `The last ${trustProxy} in X-Forwarded-For are believed to be proxies.`);
  return warn(
    "proxy",
    "TRUST_PROXY is 0: everybody seems to come from the proxy in front.",
    "Set it to how many proxies there are: limits by address count all people as one, and a sign-in by the command line cannot say from where it is asked for.",
  );
}

interface Health {
  ok?: unknown;
  version?: unknown;
  checks?: Record<string, unknown>;
}

/** Whether PUBLIC_URL leads to a gateway, to one of this version, and what that says of itself. */
export async function checkAddress({ publicUrl, version }: Config, running: boolean): Promise<Finding[]> {
  try {
    const { status, json, date } = await small(`${publicUrl}/healthz`);
    const health = json as Health | undefined;
    if (status !== 200 || health?.ok !== true)
      return [
        fail(
          "public_url",
          `${publicUrl} answers, but not as a gateway (HTTP ${status}).`,
          "Check PUBLIC_URL, and where the proxy in front sends it.",
        ),
      ];
    const same = health.version === version;
    return [
      ok("public_url", `${publicUrl} leads to a gateway.`),
      ...(same
        ? []
        : [
            warn(
              "version",
              `That gateway is version ${String(health.version).slice(0, 40)}; this is ${version}.`,
              "Run this from the version that is installed there.",
            ),
          ]),
      ...(await readiness(publicUrl)),
      ...(date ? [clock("clock", "that gateway's", Date.parse(date) + 500 - Date.now())] : []),
    ];
  } catch (error) {
    const reason = reasonOf(error);
    if (running)
      return [
        fail(
          "public_url",
          `The gateway runs here, but ${publicUrl} does not lead to it (${reason}).`,
          "Check PUBLIC_URL, DNS, the proxy in front and its firewall.",
        ),
      ];
    return [
      warn(
        "public_url",
        `Nothing answers at ${publicUrl} (${reason}).`,
        "npm start; or it runs elsewhere and this machine does not reach it.",
      ),
    ];
  }
}

async function readiness(publicUrl: string): Promise<Finding[]> {
  const { status, json } = await small(`${publicUrl}/readyz`);
  const failing = Object.entries((json as Health | undefined)?.checks ?? {}).filter(
    ([, good]) => good !== true,
  );
  if (status === 200) return [ok("readiness", "The gateway is ready for calls.")];
  const names = failing.map(([name]) => name.slice(0, 40)).join(", ") || `HTTP ${status}`;
  return [fail("readiness", `The gateway is not ready: ${names}.`, "Its log says why.")];
}

interface Certificate {
  trusted: boolean;
  reason: string;
  days: number;
}

function certificateOf(url: URL): Promise<Certificate> {
  return new Promise((resolve, reject) => {
    const host = url.hostname.replace(/^\[|\]$/g, "");
    const socket = connect({
      host,
      port: Number(url.port || 443),
      ...(isIP(host) === 0 && { servername: host }), // RFC 6066 section 3: never an address
      rejectUnauthorized: false,
      timeout: TIMEOUT_MS,
    });
    socket.once("secureConnect", () => {
      const days = (Date.parse(socket.getPeerCertificate().valid_to) - Date.now()) / 86_400_000;
      resolve({
        trusted: socket.authorized,
        reason: reasonOf({ code: String(socket.authorizationError ?? "") }),
        days,
      });
      socket.destroy();
    });
    socket.once("timeout", () => socket.destroy(Object.assign(new Error(), { code: "ETIMEDOUT" })));
    socket.once("error", reject);
  });
}

/** The certificate that people and agents will meet. */
export async function checkTls({ publicUrl }: Config): Promise<Finding[]> {
  const url = new URL(publicUrl);
  if (url.protocol !== "https:") return [ok("tls", "PUBLIC_URL is this machine: no TLS is needed.")];
  try {
    const { trusted, reason, days } = await certificateOf(url);
    const left = `${Math.floor(days)} days`;
    if (days < 0) return [fail("tls", "The certificate has expired.", "Renew it where TLS ends.")];
    if (!trusted)
      return [
        fail(
          "tls",
          `The certificate is not trusted here (${reason}).`,
          "Agents and providers will not trust it either: send the whole chain, for this host name, from a known authority. Your own authority: NODE_EXTRA_CA_CERTS.",
        ),
      ];
    if (days < SOON_DAYS)
      return [warn("tls", `The certificate ends in ${left}.`, "Renew it where TLS ends.")];
    return [ok("tls", `The certificate is trusted and good for ${left}.`)];
  } catch (error) {
    return [
      fail("tls", `No TLS at ${publicUrl} (${reasonOf(error)}).`, "Put a proxy with a certificate in front."),
    ];
  }
}
