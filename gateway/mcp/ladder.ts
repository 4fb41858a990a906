import { randomUUID } from "node:crypto";
import {
  type CallToolResult,
  type InputRequiredResult,
  inputRequired,
  inputResponse,
  ProtocolError,
  ProtocolErrorCode,
  UrlElicitationRequiredError,
} from "@modelcontextprotocol/server";
import type { Principal } from "../context.ts";
import type { RefusalCode, ToolOutcome } from "../invoke/index.ts";
import type { Changes } from "./changes.ts";
import type { Caller } from "./endpoint.ts";
import type { RequestStates, StatedRequest } from "./request-state.ts";
import { WRITE_SCOPES } from "./step-up.ts";

/** One call as the ladder sees it. */
export interface Climb {
  request: StatedRequest;
  /** Runs it. Called again when a connection was made meanwhile. */
  call(): Promise<ToolOutcome>;
  render(outcome: ToolOutcome): CallToolResult;
}

/**
 * What a client is told when a person must act before the call can go on: asked to open a link where it can do that,
 * in the words of its era; otherwise a result that says so with the link.
 * https://modelcontextprotocol.io/specification/2026-07-28/client/elicitation#url-mode-elicitation-requests
 */
export interface Ladder {
  /** Throws a `ProtocolError`: -32042 to clients up to 2025-11-25 that open links, -32602 for a state that does not hold. */
  answer(caller: Caller, climb: Climb): Promise<CallToolResult | InputRequiredResult>;
}

export interface LadderOptions {
  states: RequestStates;
  changes: Changes;
  /** The address to give this principal instead of the page's own: opened by somebody else it leads nowhere. */
  linkFor(who: Principal, url: string): string;
  /** How long a retried call waits for the person, milliseconds; below the minute that clients wait for an answer. */
  patienceMs?: number;
}

const PATIENCE_MS = 45_000;
const ASKED = "connect";
type Refused = Extract<ToolOutcome, { ok: false }>;
type Fixable = Refused & { data: { connect_url: string } };

const FIXABLE: ReadonlySet<RefusalCode> = new Set([
  "connection_required",
  "connector_invalid",
  "scope_missing",
]);
const isFixable = (outcome: ToolOutcome): outcome is Fixable =>
  !outcome.ok && FIXABLE.has(outcome.code) && typeof outcome.data.connect_url === "string";

export function openLadder({ states, changes, linkFor, patienceMs = PATIENCE_MS }: LadderOptions): Ladder {
  /** The call again whenever something changed in the workspace, until it goes on or patience ends. */
  const retry = async ({ who, scope }: Caller, call: Climb["call"]): Promise<ToolOutcome> => {
    const end = performance.now() + patienceMs;
    for (;;) {
      const changed = changes.next(who, scope.signal);
      try {
        const outcome = await call();
        const left = end - performance.now();
        if (!isFixable(outcome) || scope.signal.aborted || left <= 0) return outcome;
        scope.progress?.("Waiting for the connection to be made.");
        if (!(await changed.within(left))) return outcome;
      } finally {
        changed.stop();
      }
    }
  };

  const named = (who: Principal, outcome: Fixable): Fixable => {
    const { connect_url: page } = outcome.data;
    const connect_url = linkFor(who, page);
    return {
      ...outcome,
      message: outcome.message.replaceAll(page, connect_url),
      data: { ...outcome.data, connect_url },
    };
  };

  return {
    async answer(caller, { request, call, render }) {
      const { who, era, mcp } = caller;
      const state = mcp.mcpReq.requestState();
      if (state !== undefined && !(typeof state === "string" && states.holds(who, request, state)))
        throw invalidState();
      const reply = state === undefined ? undefined : inputResponse(mcp.mcpReq.inputResponses, ASKED);
      const opened = reply?.kind === "elicit" && reply.action === "accept";
      const outcome = await (opened ? retry(caller, call) : call());
      if (needsWrite(caller, outcome)) return stepUp(caller, outcome, render);
      if (!isFixable(outcome)) return render(outcome);
      const fixable = named(who, outcome);
      if (!caller.capabilities?.elicitation?.url || reply?.kind === "elicit") return render(fixable);
      const asked = { message: askedIn(fixable), url: fixable.data.connect_url };
      if (era === "legacy")
        throw new UrlElicitationRequiredError([{ mode: "url", elicitationId: randomUUID(), ...asked }]);
      return inputRequired({
        inputRequests: { [ASKED]: inputRequired.elicitUrl(asked) },
        requestState: states.mint(who, request),
      });
    },
  };
}

const invalidState = () =>
  new ProtocolError(
    ProtocolErrorCode.InvalidParams,
    "Invalid or expired requestState. Call again without it.",
    {
      reason: "invalid_request_state",
    },
  );

/** The first sentence says what is missing; the link stands beside it. */
const askedIn = ({ message, data }: Fixable): string => {
  const before = message.slice(0, message.indexOf(data.connect_url));
  return `${before.slice(0, before.lastIndexOf(". ") + 1) || message} Open the page to put that right.`;
};

const needsWrite = ({ who }: Caller, outcome: ToolOutcome): outcome is Refused =>
  !outcome.ok && outcome.code === "read_only" && who.via === "oauth";

/** A token that may only read: clients of the newer era are challenged, others told. */
function stepUp(caller: Caller, outcome: Refused, render: Climb["render"]): CallToolResult {
  if (caller.era === "modern") caller.challenge(WRITE_SCOPES);
  const scope = WRITE_SCOPES.join(" ");
  return render({
    ...outcome,
    message: `This tool changes something, and this client may only read. Connect it again and allow it to change things (scope ${scope}).`,
    data: { ...outcome.data, required_scope: scope },
  });
}
