import { type Cast, TOOLS } from "./cast.ts";
import type { Step } from "./narrator.ts";

type Findings = { findings: { code: string; message: string }[] };
const found = ({ findings }: Findings, code: string) => findings.find((one) => one.code === code);

/** The OAuth client of Google, as an admin enters it on a page; the secret mistyped at first. */
export async function enterApp({ gateway, owner }: Cast, step: Step): Promise<void> {
  const { google } = gateway;
  const early = await owner.tryApi("POST", "/connectors", { provider: "google", tools: TOOLS });
  step.check(
    "without an app nothing can be authorized",
    early.body.code === "provider_not_configured",
    early.body.code,
  );
  const entry = { provider: "google", name: "Acme", client_id: google.clientId };
  const wrong = await step.timed(
    "an admin enters it with a mistyped secret; the doctor asks Google and finds it",
    () => owner.api("POST", "/apps", { ...entry, client_secret: "GOCSPX-mistyped" }),
    (app) => found(app, "client_refused") !== undefined,
  );
  step.show(found(wrong, "client_refused")?.message ?? "", found(wrong, "redirect_uri")?.message ?? "");
  await step.timed(
    "the right secret replaces it, without a restart",
    () => owner.api("PATCH", `/apps/${wrong.id}`, { client_secret: google.clientSecret }),
    (app) => found(app, "client_accepted") !== undefined,
  );
  const listed = JSON.stringify(await owner.api("GET", "/apps"));
  step.check("no answer shows a secret that was entered", !listed.includes(google.clientSecret));
}
