import type { Tab } from "./tab.ts";

/** Keeps the code of a lazy page from arriving until `release`, so that what leads there stays on the screen. */
export async function hold(tab: Tab, chunk: string): Promise<{ release(): Promise<void> }> {
  const pattern = `**/assets/${chunk}-*.js`;
  const gate = Promise.withResolvers<void>();
  await tab.page.route(pattern, async (route) => {
    await gate.promise;
    await route.continue();
  });
  return {
    async release() {
      gate.resolve();
      await tab.page.unroute(pattern, undefined as never).catch(() => undefined);
    },
  };
}
