import type { Tab } from "./tab.ts";

/** Keeps the code of a lazy page from arriving until `release`, so that what leads there stays on the screen. */
export async function hold(tab: Tab, chunk: string): Promise<{ release(): void }> {
  const gate = Promise.withResolvers<void>();
  await tab.page.route(`**/assets/${chunk}-*.js`, async (route) => {
    await gate.promise;
    await route.continue();
  });
  return { release: () => gate.resolve() };
}
