import type { Command } from "commander";
import { asJson, type Cli, does, onThisMachine } from "../command.ts";
import type { DoctorOptions } from "../doctor/index.ts";

/** `valetkey doctor`: where the gateway's data is. */
export function doctorCommands(program: Command, cli: Cli): void {
  const doctor = program
    .command("doctor")
    .description("look at everything a gateway needs, and say what to do; changes nothing")
    .option("--offline", "ask nobody on the network");
  does<DoctorOptions>(cli, asJson(onThisMachine(doctor)), async (options) =>
    (await import("../doctor/index.ts")).examineAll(cli.io, options),
  );
}
