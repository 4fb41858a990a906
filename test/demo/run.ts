// npm run demo: the whole story once, headless, with real parts: a gateway, MCP clients, and three emulated providers.
import { connectAgents } from "./agents.ts";
import { enterApp } from "./app.ts";
import { askFirst, clientSignsIn } from "./by-the-book.ts";
import { gather } from "./cast.ts";
import { revokeEverything, revokeOne } from "./ends.ts";
import { narrowScopes, offAndOn, renewOnce, secondAccount } from "./grants.ts";
import { rotateKeys } from "./keys.ts";
import { ms, narrator } from "./narrator.ts";
import { addCalendar, meet, openIssue, readInvoice, storyIsRecorded, tellSlack } from "./office.ts";
import { othersToo } from "./others.ts";
import { inviteAndRemove } from "./people.ts";
import { auditVerifies, exportVerifiesOffline, tokenIsNowhere } from "./record.ts";
import { authorize, readMail, reply, signIn } from "./story.ts";

const out = (text: string) => void process.stdout.write(text);
const { step, summary } = narrator(out);
let close = async (): Promise<void> => {};

async function start() {
  const started = performance.now();
  const gathered = await step(
    "A gateway starts, with an emulated Google, Slack and GitHub beside it",
    async (s) => {
      const all = await gather();
      close = all.close;
      s.check("the gateway and its embedded database are up", true, ms(started));
      const { google, slack, github } = all.gateway;
      s.check(
        "all three are sandboxes: nothing leaves this machine",
        [google, slack, github].every(({ provider }) => provider.sandbox),
        [google, slack, github].map(({ url }) => new URL(url).host).join(", "),
      );
      return all;
    },
  );
  await step("A person signs in", (s) => signIn(gathered, s));
  const agents = await step("An agent gets an API token and connects over MCP", (s) =>
    connectAgents(gathered, s),
  );
  return { ...gathered, ...agents };
}

async function tell(): Promise<void> {
  const cast = await start();
  await step("An admin enters the app for Google", (s) => enterApp(cast, s));
  const ada = await step("The owner authorizes Google", (s) => authorize(cast, s));
  const message = await step("The agent reads mail", (s) => readMail(cast.agents.gmail, s));
  await step("The agent answers it", (s) => reply(cast, cast.agents.gmail, message, s));
  const others = await step("Slack and GitHub work the same way", (s) => othersToo(cast, s));
  await step("The agent finds an invoice and reads its PDF", (s) => readInvoice(cast, s));
  await step("It needs the calendar, which nobody granted", (s) => addCalendar(cast, ada, s));
  await step("It finds a time for three people and invites them", (s) => meet(cast, s));
  await step("It tells Slack and opens an issue at GitHub", async (s) => {
    await tellSlack(cast, s);
    await openIssue(cast, s);
    await storyIsRecorded(cast, s);
  });
  await step("A client that knows one address signs in by OAuth", (s) => clientSignsIn(cast, s));
  await step("A rule has a person asked before mail leaves", (s) => askFirst(cast, s));
  const ben = await step("A second account asks before it comes in", (s) => secondAccount(cast, ada, s));
  await step("A token is renewed once for many calls", (s) => renewOnce(cast, ada, s));
  await step("A connector is switched off and on", (s) => offAndOn(cast, ada, s));
  await step("A grant becomes narrower", (s) => narrowScopes(cast, ben, s));
  await step("The vault's key is replaced while calls run", (s) => rotateKeys(cast, ada, s));
  await step("Somebody is invited, and removed", (s) => inviteAndRemove(cast, s));
  await step("Access is revoked while a call is under way", (s) => revokeOne(cast, others.slack, s));
  await step("Everything of Google is revoked", (s) => revokeEverything(cast, [ada, ben], s));
  await step("The tokens are nowhere", (s) => tokenIsNowhere(cast, s));
  await step("All of it is on the record", async (s) => {
    await auditVerifies(cast, s);
    await exportVerifiesOffline(cast, s);
  });
  for (const agent of Object.values(cast.agents)) await agent.close();
}

out("Valetkey, the whole story once\n");
try {
  await tell();
  await close();
  out(`\nThe story holds: ${summary()}.\n`);
} catch (error) {
  await close().catch(() => {});
  process.stderr.write(`\nFAILED at ${(error as Error).message}\n`);
  process.exitCode = 1;
}
