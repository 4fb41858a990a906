import type { Clock } from "../../clock.ts";
import type { Principal } from "../../context.ts";
import type { Db, Models, System } from "../../db/index.ts";
import { GatewayError } from "../../errors.ts";
import { newId } from "../../ids.ts";
import { isDuplicate } from "../users.ts";
import { revokeConsents } from "./consents.ts";
import type { Documents } from "./documents.ts";

export interface IssuerView {
  id: string;
  issuer: string;
  jwksUri: string;
  clientIds: string[];
  createdBy: { id: string; name: string; email: string } | null;
  createdAt: Date;
  lastUsedAt: Date | null;
}

export interface TrustedIssuers {
  list(who: Principal): Promise<IssuerView[]>;
  /** Throws `conflict` (trusted already), `bad_request` (its metadata cannot be read or does not name itself). */
  add(
    who: Principal,
    issuer: { issuer: string; jwksUri: string | undefined; clientIds: string[] },
  ): Promise<IssuerView>;
  /** Answers when what it let in is out again, on every replica. Throws `not_found`. */
  remove(who: Principal, id: string): Promise<{ issuer: IssuerView; ended: number }>;
}

export interface IssuersParts {
  db: Db;
  system: System;
  documents: Documents;
  clock: Clock;
}

/** Where metadata may be (RFC 8414 section 3.1, OpenID Connect Discovery section 4). */
function metadataUrls(issuer: string): string[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname === "/" ? "" : pathname.replace(/\/$/, "");
  return [
    `${origin}${path}/.well-known/openid-configuration`,
    `${origin}/.well-known/oauth-authorization-server${path}`,
  ];
}

/** The address of its keys, from metadata in which it names itself. */
async function discover(documents: Documents, issuer: string): Promise<string> {
  for (const url of metadataUrls(issuer)) {
    const found = (await documents.json(url).catch(() => undefined)) as
      | { issuer?: unknown; jwks_uri?: unknown }
      | undefined;
    if (
      found?.issuer === issuer &&
      typeof found.jwks_uri === "string" &&
      found.jwks_uri.startsWith("https://")
    )
      return found.jwks_uri;
  }
  throw new GatewayError("bad_request", {
    detail: "Its metadata cannot be read, or names another issuer. Give jwks_uri, or check the address.",
  });
}

function viewOf(row: Models.TrustedIssuerModel, people: ReadonlyMap<string, Models.UserModel>): IssuerView {
  const adder = people.get(row.createdBy);
  return {
    id: row.id,
    issuer: row.issuer,
    jwksUri: row.jwksUri,
    clientIds: row.clientIds,
    createdBy: adder ? { id: adder.id, name: adder.name, email: adder.email } : null,
    createdAt: row.createdAt,
    lastUsedAt: row.lastUsedAt,
  };
}

export function openTrustedIssuers({ db, system, documents, clock }: IssuersParts): TrustedIssuers {
  const peopleOf = async (rows: readonly Models.TrustedIssuerModel[]) => {
    const users = await system.tables.user.findMany({ where: { id: { in: rows.map((r) => r.createdBy) } } });
    return new Map(users.map((user) => [user.id, user]));
  };
  return {
    async list({ workspaceId }) {
      const rows = await system.tables.trustedIssuer.findMany({
        where: { workspaceId },
        orderBy: { createdAt: "desc" },
      });
      const people = await peopleOf(rows);
      return rows.map((row) => viewOf(row, people));
    },

    async add(who, { issuer, jwksUri, clientIds }) {
      const keys = jwksUri ?? (await discover(documents, issuer));
      try {
        const row = await system.tables.trustedIssuer.create({
          data: {
            workspaceId: who.workspaceId,
            id: newId("isr"),
            issuer,
            jwksUri: keys,
            clientIds,
            createdBy: who.id,
            createdAt: new Date(clock()),
          },
        });
        return viewOf(row, await peopleOf([row]));
      } catch (error) {
        if (isDuplicate(error, "TrustedIssuer"))
          throw new GatewayError("conflict", { detail: "This issuer is trusted already." });
        throw error;
      }
    },

    async remove(who, id) {
      const { workspaceId } = who;
      const { row, ended } = await system.transaction(async (tx) => {
        const where = { workspaceId_id: { workspaceId, id } };
        const found = await tx.trustedIssuer.findUnique({ where });
        if (!found) throw new GatewayError("not_found");
        await tx.trustedIssuer.delete({ where });
        const at = new Date(clock());
        const count = await revokeConsents(tx, { workspaceId, issuerId: id }, { by: who.id, at });
        return { row: found, ended: count };
      });
      await db.channel.settled();
      return { issuer: viewOf(row, await peopleOf([row])), ended };
    },
  };
}
