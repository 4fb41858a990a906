import type { Tab } from "./tab.ts";

/** A person on the emulated Google's consent page. Leaves the page by Allow or Deny. */
export async function consent(
  tab: Tab,
  choice: { email: string; untick?: RegExp; deny?: boolean; look?: string },
): Promise<void> {
  await tab.heading("Valetkey wants access to your Google Account");
  await tab.page.getByRole("radio", { name: choice.email }).check();
  if (choice.untick) await tab.page.getByRole("checkbox", { name: choice.untick }).uncheck();
  if (choice.look) await tab.look(choice.look);
  await tab.button(choice.deny ? "Deny" : "Allow").click();
}
