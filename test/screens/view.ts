import type { Locator, Page } from "playwright-core";
import type { Scene } from "./scene.ts";

/** Who looks: the owner, a member, somebody who is not signed in. Each has one page. */
export interface Eyes {
  scene: Scene;
  owner: Page;
  member: Page;
  stranger: Page;
}

export interface View {
  /** Of the files. */
  name: string;
  /** What is seen, for the index. */
  title: string;
  /** As in `web/src/routes.tsx`; left out for what is no page of it. */
  route?: string;
  /** Leads there, and answers with the page to look at. */
  open(eyes: Eyes): Promise<Page>;
}

/** Waits until it can be seen. */
export async function sees(page: Page, what: string | RegExp | Locator): Promise<void> {
  const place = typeof what === "string" || what instanceof RegExp ? page.getByText(what) : what;
  await place.filter({ visible: true }).first().waitFor();
}

export const heading = (page: Page, name: string | RegExp) =>
  sees(page, page.getByRole("heading", { name, level: 1 }));
export const press = (page: Page, name: string | RegExp) =>
  page.getByRole("button", { name, exact: true }).filter({ visible: true }).first().click();

/** A page of the owner's by its address. */
export const at = (
  route: string,
  name: string,
  title: string,
  path: string | ((scene: Scene) => string),
  sight: string | RegExp,
  then?: (page: Page, scene: Scene) => Promise<unknown>,
): View => ({
  name,
  title,
  route,
  async open({ owner, scene }) {
    await owner.goto(typeof path === "string" ? path : path(scene));
    await sees(owner, sight);
    await then?.(owner, scene);
    return owner;
  },
});
