export { openApprovals } from "./open.ts";
export type {
  ApprovalPage,
  ApprovalQuery,
  ApprovalState,
  Approvals,
  ApprovalView,
  Ask,
  Claimed,
  History,
  ShownArgument,
  Span,
  StandingView,
  WhyNot,
} from "./types.ts";
