// npm run demo: the whole story once, headless, with real parts: a gateway, an emulated Google, an MCP client.
import { gather, recordedAgent } from "./cast.ts";
import { ms, narrator } from "./narrator.ts";
import { auditVerifies, exportVerifiesOffline, tokenIsNowhere } from "./record.ts";
import { authorize, callTooEarly, readMail, reply, revoke, signIn } from "./story.ts";

const out = (text: string) => void process.stdout.write(text);
const story = narrator(out);
let close = async (): Promise<void> => {};

async function tell(): Promise<void> {
  const cast = await story.step("A gateway starts, with an emulated Google beside it", async (step) => {
    const started = performance.now();
    const gathered = await gather();
    close = () => gathered.gateway.close();
    step.check("the gateway and its embedded database are up", true, ms(started));
    step.check(
      "Google is an emulator: nothing leaves this machine",
      gathered.gateway.google.provider.sandbox === true,
      gathered.gateway.google.url,
    );
    return gathered;
  });
  const { gateway, owner, outputs } = cast;
  await story.step("A person signs in", (step) => signIn(cast, step));
  const agent = await story.step("An agent gets an API token and connects over MCP", async (step) => {
    const token = await owner.newToken({ agent: await owner.newAgent("Mail helper"), servers: ["gmail"] });
    const connected = await step.timed(
      "the MCP client (SDK v2) speaks to /mcp/gmail",
      () => recordedAgent(gateway.url, token.value, outputs),
      () => true,
    );
    await callTooEarly(cast, connected, step);
    return connected;
  });
  const connector = await story.step("The owner authorizes Google", (step) => authorize(cast, step));
  const message = await story.step("The agent reads mail", (step) => readMail(agent, step));
  await story.step("The agent answers it", (step) => reply(cast, agent, message, step));
  await story.step("Access is revoked while a call is under way", (step) =>
    revoke(cast, agent, connector, step),
  );
  await story.step("The token is nowhere", (step) => tokenIsNowhere(cast, step));
  await story.step("All of it is on the record", async (step) => {
    await auditVerifies(cast, step);
    await exportVerifiesOffline(cast, step);
  });
  await agent.close();
}

out("Valetkey, the whole story once\n");
try {
  await tell();
  await close();
  out(`\nThe story holds: ${story.summary()}.\n`);
} catch (error) {
  await close().catch(() => {});
  process.stderr.write(`\nFAILED at ${(error as Error).message}\n`);
  process.exitCode = 1;
}
