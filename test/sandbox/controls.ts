import type { ActiveFault, Fault } from "./faults.ts";
import type { Ledger } from "./ledger.ts";
import type { LoggedRequest } from "./request-log.ts";
import type { SentRequest } from "./sent-requests.ts";
import type { StrictEmulator } from "./strict-emulator.ts";

/** What tests may do to any emulated provider. */
export interface SandboxControls {
  readonly url: string;
  /** The last 2,000 requests, oldest first. */
  requests(): LoggedRequest[];
  /** Requests since the start or `clearRequests`. */
  requestCount(): number;
  clearRequests(): void;
  /** What the gateway sent to the API since the start, bodies included: for `test/vendor`. */
  sent(): Promise<SentRequest[]>;
  inject(fault: Fault): ActiveFault;
  clearFaults(): void;
  /** Every access token stops working; refresh tokens go on. */
  expireAllAccessTokens(): void;
  /** For tokens that are issued from now on. */
  setAccessTokenSeconds(seconds: number): void;
  setCodeSeconds(seconds: number): void;
  liveTokens(): { access: number; refresh: number };
  /** Every code and token ever issued, and the client secrets: none may show up outside the vault. */
  secrets(): string[];
  close(): Promise<void>;
}

export function controlsOf(
  emulator: StrictEmulator,
  ledger: Ledger<object, object>,
  clientSecrets: readonly string[],
): SandboxControls {
  return {
    url: emulator.url,
    requests: () => emulator.log.all(),
    requestCount: () => emulator.log.count,
    clearRequests: () => emulator.log.clear(),
    sent: () => emulator.sent.all(),
    inject: (fault) => emulator.faults.inject(fault),
    clearFaults: () => emulator.faults.clear(),
    expireAllAccessTokens: () => ledger.expireAccessTokens(),
    setAccessTokenSeconds: (seconds) => {
      ledger.lifetimes.accessToken = seconds;
    },
    setCodeSeconds: (seconds) => {
      ledger.lifetimes.code = seconds;
    },
    liveTokens: () => ledger.live(),
    secrets: () => [...clientSecrets, ...ledger.secrets],
    close: () => emulator.close(),
  };
}
