import type { Principal } from "../context.ts";
import { GatewayError } from "../errors.ts";
import * as contract from "./contract/index.ts";
import { type ApiDeps, operation } from "./operation.ts";

/** Whoever came into this workspace by it last. */
async function lastOf({ db }: ApiDeps, who: Principal) {
  const session = await db.inWorkspace(who, (tx) =>
    tx.session.findFirst({
      where: { method: "company" },
      orderBy: { createdAt: "desc" },
      include: { member: { include: { user: true } } },
    }),
  );
  if (!session) return null;
  const { name, email } = session.member.user;
  return { name, email, at: session.createdAt.toISOString() };
}

export const getCompanySignIn = operation(contract.getCompanySignIn, async ({ deps, who, signedIn }) => {
  const { company } = deps.identity;
  const redirect_uri = `${deps.publicUrl}/sign-in/company/callback`;
  if (!company) return { on: null, redirect_uri };
  const { issuer, clientId, rules } = company.about;
  // Another workspace's name is nobody's business here.
  const joins = rules.join?.workspace === signedIn.workspace.slug ? rules.join.role : null;
  return {
    on: {
      title: rules.title,
      issuer,
      client_id: clientId,
      allowed_domains: [...rules.allowedDomains],
      joins_as: joins === "member" || joins === "auditor" ? joins : null,
      trusts_email: rules.trustEmail,
      last: await lastOf(deps, who),
    },
    redirect_uri,
  };
});

export const checkCompanySignIn = operation(contract.checkCompanySignIn, async ({ deps }) => {
  const { company } = deps.identity;
  if (!company) throw new GatewayError("not_found", { detail: "There is no company sign-in here." });
  const started = performance.now();
  const result = await company.check();
  return {
    checked_at: new Date(deps.clock()).toISOString(),
    took_ms: Math.round(performance.now() - started),
    result,
  };
});
