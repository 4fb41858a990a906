export { openApprovals } from "./open.ts";
export type {
  ApprovalPage,
  ApprovalQuery,
  ApprovalState,
  Approvals,
  ApprovalView,
  Ask,
  Claimed,
  ShownArgument,
  WhyNot,
} from "./types.ts";
