import type { Problem } from "../../api/contract.ts";
import type { Start } from "../../api/grants.ts";
import { page } from "../../paths.ts";
import { steps as words } from "../../words/callback.ts";

type Again = { label: string } & ({ start: Start } | { to: string });
export type Step = { again?: Again; fewer?: Start; separate?: string };

/** These cannot be mended by the person alone; only the way back is offered. */
const notTheirs = new Set(["wrong_user", "provider_not_configured", "client_rejected", "csrf", "forbidden"]);
/** The person's own doing, or a passing failure: the same thing again may work. */
const sameAgain = new Set([
  "consent_denied",
  "scopes_declined",
  "account_differs",
  "account_unreadable",
  "provider_unreachable",
]);

/** What to offer after a failed return, from the code and what the ceremony was about. Pure. */
export function stepOf(service: string, problem: Problem): Step {
  if (notTheirs.has(problem.code)) return {};
  const label = sameAgain.has(problem.code) ? words.tryAgain : words.startAgain;
  const kind = problem.kind ?? "personal";
  const { connector, working_tools: working = [], lost_tools: lost = [] } = problem;
  const picker =
    kind === "shared" ? page.connectors({ authorize: service }) : page.integrations({ connect: service });
  // With the picked tools or the connector known, the same request is repeated; otherwise they pick again.
  const picked = [...working, ...lost];
  const start: Start = { kind, service, connector, tools: picked.length > 0 ? picked : undefined };
  const again: Again = connector || picked.length > 0 ? { label, start } : { label, to: picker };
  if (problem.code === "scopes_declined" && working.length > 0)
    return { again, fewer: { kind, service, connector, tools: working } };
  if (problem.code === "account_differs") return { again, separate: picker };
  return { again };
}
