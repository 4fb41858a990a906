import type { Connector } from "../api/contract.ts";

export type ConnectTarget = {
  kind: "personal" | "shared";
  service: string;
  title: string;
  /** The connector that gets a new grant; without it a new one is made. */
  connector?: Connector | undefined;
  /** Picked to begin with, beside those that the connector has; without a connector these alone. */
  tools?: readonly string[] | undefined;
};

/** `?tools=gmail_send_message,…`: what a call lacked. */
export const toolsIn = (query: URLSearchParams): string[] | undefined =>
  query.get("tools")?.split(",").filter(Boolean);
