import { describe, test } from "vitest";
import { stage } from "./support/stage.ts";
import { playStory } from "./support/story.ts";

describe("the whole story", () => {
  describe("on a wide screen", () => {
    const here = stage();
    test("authorize, call, revoke, refused, audited", () => playStory(here, "light", 1280));
  });
  describe("on a phone, in dark colours", () => {
    const here = stage();
    test("authorize, call, revoke, refused, audited", () => playStory(here, "dark", 390));
  });
});
