import { AsyncLocalStorage } from "node:async_hooks";
import { readFileSync } from "node:fs";
import { createEmulator, type ServiceName } from "emulate";
import type { Plugin, PluginContext } from "./emulator-internals.ts";
import { Faults } from "./faults.ts";
import { RequestLog } from "./request-log.ts";
import { SentRequests } from "./sent-requests.ts";

/** The emulator as it is. */
export type Stock = (request: Request) => Promise<Response>;

/**
 * Decides a request before the stock emulator sees it. An answer ends it; undefined lets it through. A gate may also
 * ask the emulator itself, with a request of its own, and change the answer.
 */
export type Gate = (
  request: Request,
  url: URL,
  token: string | undefined,
  stock: Stock,
) => Promise<Response | undefined> | Response | undefined;

export interface StrictEmulator {
  /** Always `http://127.0.0.1:<port>`: the emulator's own `localhost` may mean another host. */
  readonly url: string;
  /** The service's typed store. */
  readonly store: unknown;
  readonly tokenMap: PluginContext["tokenMap"];
  /** The emulator as it is, past the gate and the log: for what happened before a test. */
  readonly stock: Stock;
  readonly log: RequestLog;
  readonly sent: SentRequests;
  readonly faults: Faults;
  close(): Promise<void>;
}

interface Hook {
  context?: PluginContext;
  stock?: Stock;
  wrap(context: PluginContext): void;
}

const starting = new AsyncLocalStorage<Hook>();
const modules = new Map<ServiceName, Promise<Record<string, unknown>>>();

/**
 * Starts a service of `emulate` behind a gate. Stock, it serves any unknown bearer token as the first seeded user and
 * refuses after 5,000 requests; here the gate decides who is let in, and the limiter is gone.
 */
export async function startStrictEmulator(
  service: ServiceName,
  options: { port?: number | undefined; seed: Record<string, unknown>; gate: Gate },
): Promise<StrictEmulator> {
  const found = modules.get(service) ?? load(service);
  modules.set(service, found);
  const module = await found;
  const log = new RequestLog();
  const sent = new SentRequests();
  const faults = new Faults();
  const hook: Hook = {
    wrap(context) {
      hook.context = context;
      const stock = context.app.fetch;
      hook.stock = stock;
      const scheme = service === "github" ? BEARER_OR_TOKEN : BEARER;
      const { gate } = options;
      context.app.fetch = (request) => answer(request, { stock, gate, scheme, log, sent, faults });
    },
  };
  const emulator = await starting.run(hook, () =>
    // `tokens: {}` keeps the stock `test_token_admin` out.
    createEmulator({ service, port: options.port ?? 0, seed: { tokens: {}, [service]: options.seed } }),
  );
  const { context, stock } = hook;
  if (!context || !stock)
    throw new Error("emulate no longer registers its plugin while it starts; look at strict-emulator.ts");
  return {
    url: `http://127.0.0.1:${new URL(emulator.url).port}`,
    store: typedStore(module, context.store),
    tokenMap: context.tokenMap,
    stock,
    log,
    sent,
    faults,
    close: () => {
      faults.clear();
      return emulator.close();
    },
  };
}

interface Served {
  stock: Stock;
  gate: Gate;
  scheme: RegExp;
  log: RequestLog;
  sent: SentRequests;
  faults: Faults;
}

async function answer(request: Request, served: Served): Promise<Response> {
  const { stock, gate, scheme, log, sent, faults } = served;
  const url = new URL(request.url);
  const token = bearerOf(request, scheme);
  sent.keep(request, url);
  const entry = log.begin(request.method, url, token);
  const fault = faults.any ? await faults.meet(request.method, url.pathname) : undefined;
  const response = fault ?? (await gate(request, url, token, stock)) ?? (await stock(request));
  entry.status = response.status;
  return response;
}

const BEARER = /^Bearer\s+(.+)$/i;
/** GitHub has a word of its own for it: https://docs.github.com/en/rest/authentication/authenticating-to-the-rest-api */
const BEARER_OR_TOKEN = /^(?:Bearer|token)\s+(.+)$/i;

function bearerOf(request: Request, scheme: RegExp): string | undefined {
  const header = request.headers.get("authorization");
  return header === null ? undefined : scheme.exec(header)?.[1]?.trim();
}

/** The order of the stock middleware: 0 cors, 1 errors, 2 auth with its fallback user, 3 the limiter. */
function withoutLimiter(app: PluginContext["app"]): void {
  if (app.middleware.length !== 4)
    throw new Error("emulate changed its middleware; look at strict-emulator.ts");
  app.middleware.splice(3, 1);
}

function typedStore(module: Record<string, unknown>, store: unknown): unknown {
  const getStore = Object.entries(module).find(([name]) => /^get\w+Store$/.test(name))?.[1];
  if (typeof getStore !== "function")
    throw new Error("emulate no longer exports its store; look at strict-emulator.ts");
  return getStore(store);
}

/** Finds the chunk that `emulate` itself imports for a service, so that the plugin patched is the one that runs. */
async function load(service: ServiceName): Promise<Record<string, unknown>> {
  const api = new URL(import.meta.resolve("emulate"));
  for (const [, file] of readFileSync(api, "utf8").matchAll(/import\("(\.\/dist-[^"]+\.js)"\)/g)) {
    const module = (await import(new URL(file ?? "", api).href)) as Record<string, unknown>;
    const plugin = module.default as Plugin | undefined;
    if (plugin?.name !== service) continue;
    const register = plugin.register.bind(plugin);
    plugin.register = (app, store, webhooks, baseUrl, tokenMap) => {
      // First, as services add middleware of their own.
      withoutLimiter(app);
      register(app, store, webhooks, baseUrl.replace("//localhost:", "//127.0.0.1:"), tokenMap);
      starting.getStore()?.wrap({ app, store, tokenMap });
    };
    return module;
  }
  throw new Error(`emulate has no service ${service}`);
}
