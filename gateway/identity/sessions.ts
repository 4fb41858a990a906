import type { Clock } from "../clock.ts";
import type { Principal, Role } from "../context.ts";
import type { System, SystemTx } from "../db/index.ts";
import { GatewayError } from "../errors.ts";
import { newId } from "../ids.ts";
import { openCookie, type SealingKeys, sealCookie } from "./cookie.ts";
import { permissionsOf } from "./permissions.ts";
import { mint } from "./principal.ts";
import { newSecretText, sha256 } from "./secret-text.ts";

export const SESSION_MS = 12 * 3_600_000;
export const SIGN_IN_LINK_MS = 15 * 60_000;

export interface SignedIn {
  principal: Principal;
  user: { id: string; email: string; name: string };
  workspace: { id: string; slug: string; name: string };
  role: Role;
  csrf: string;
  expiresAt: Date;
}

export interface Sessions {
  /** A one-time link for a member; `token` is shown once and stored hashed. */
  createLink(workspaceId: string, userId: string): Promise<{ id: string; token: string; expiresAt: Date }>;
  /** Spends a link. Throws `sign_in_link_invalid`. `cookie` is the sealed value to set. */
  redeem(token: string): Promise<{ signedIn: SignedIn; cookie: string }>;
  /** Who a sealed cookie stands for; undefined when it is forged, expired or ended. Asks the database. */
  read(cookie: string): Promise<SignedIn | undefined>;
  end(who: Principal): Promise<void>;
}

export function openSessions(system: System, keys: SealingKeys, clock: Clock): Sessions {
  const load = async (tx: SystemTx, workspaceId: string, sessionId: string, csrf: string) => {
    const session = await tx.session.findFirst({
      where: { workspaceId, id: sessionId, endedAt: null, expiresAt: { gt: new Date(clock()) } },
    });
    if (!session) return undefined;
    const member = await tx.member.findUnique({
      where: { workspaceId_userId: { workspaceId, userId: session.userId } },
      include: { user: true, workspace: true },
    });
    if (!member) return undefined;
    const { user, workspace, role } = member;
    const principal = mint({
      workspaceId,
      kind: "user",
      id: user.id,
      label: user.email,
      userId: user.id,
      agentId: undefined,
      role,
      permissions: permissionsOf(role),
      via: "session",
      credentialId: session.id,
      servers: undefined,
      readOnly: false,
    });
    const signedIn: SignedIn = {
      principal,
      user: { id: user.id, email: user.email, name: user.name },
      workspace: { id: workspace.id, slug: workspace.slug, name: workspace.name },
      role,
      csrf,
      expiresAt: session.expiresAt,
    };
    return signedIn;
  };

  return {
    async createLink(workspaceId, userId) {
      const id = newId("lnk");
      const token = `vl_${newSecretText()}`;
      const expiresAt = new Date(clock() + SIGN_IN_LINK_MS);
      await system.tables.signInLink.create({
        data: { workspaceId, id, userId, tokenHash: sha256(token), expiresAt },
      });
      return { id, token, expiresAt };
    },

    async redeem(token) {
      const now = new Date(clock());
      const csrf = newSecretText();
      const signedIn = await system.transaction(async (tx) => {
        const spent = await tx.signInLink.updateManyAndReturn({
          where: { tokenHash: sha256(token), usedAt: null, expiresAt: { gt: now } },
          data: { usedAt: now },
        });
        const link = spent[0];
        if (!link) throw new GatewayError("sign_in_link_invalid");
        const { workspaceId, userId } = link;
        const id = newId("ses");
        await tx.session.create({
          data: { workspaceId, id, userId, expiresAt: new Date(now.getTime() + SESSION_MS) },
        });
        return load(tx, workspaceId, id, csrf);
      });
      if (!signedIn) throw new GatewayError("sign_in_link_invalid");
      const cookie = sealCookie(keys, {
        w: signedIn.workspace.id,
        s: signedIn.principal.credentialId ?? "",
        u: signedIn.user.id,
        c: csrf,
        e: signedIn.expiresAt.getTime(),
      });
      return { signedIn, cookie };
    },

    async read(cookie) {
      const opened = openCookie(keys, cookie, clock());
      if (!opened) return undefined;
      const signedIn = await load(system.tables, opened.w, opened.s, opened.c);
      return signedIn?.user.id === opened.u ? signedIn : undefined;
    },

    async end(who) {
      if (who.via !== "session" || !who.credentialId) return;
      await system.tables.session.updateMany({
        where: { workspaceId: who.workspaceId, id: who.credentialId },
        data: { endedAt: new Date(clock()) },
      });
    },
  };
}
