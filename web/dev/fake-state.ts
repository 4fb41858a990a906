import { catalog, connectors, events, session, tokens } from "./fake-data.ts";

/** Switches for what is hard to reach by hand: `POST /__fake/<name>`. */
export const fake = { signedIn: true, failing: false, slow: 0, broken: false };

const member = ["connectors.connect_own", "workspace.read"] as const;

const scenarios: Record<string, () => void> = {
  failing: () => {
    fake.failing = true;
  },
  working: () => {
    fake.failing = false;
    fake.slow = 0;
  },
  slow: () => {
    fake.slow = 5_000;
  },
  "signed-out": () => {
    fake.signedIn = false;
  },
  member: () => {
    session.role = "member";
    session.permissions = [...member];
  },
  "not-configured": () => {
    for (const provider of catalog.providers) provider.configured = false;
    connectors.length = 0;
  },
  "no-providers": () => {
    catalog.providers.length = 0;
  },
  empty: () => {
    connectors.length = 0;
    tokens.length = 0;
    events.length = 0;
  },
  broken: () => {
    fake.broken = true;
  },
};

export const scenario = (name: string): boolean => {
  scenarios[name]?.();
  return name in scenarios;
};
