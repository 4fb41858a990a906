import { ToolError } from "../kit/index.ts";

/**
 * Names what a call takes when GitHub forbids it: GitHub itself only says that it does. Organisations may also keep
 * apps out that they have not approved, which looks the same.
 */
export async function needing<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ToolError) || error.fault !== "no_permission") throw error;
    const { status, reason, data } = error;
    throw new ToolError(
      "no_permission",
      `${error.message} It takes ${what}, and an organisation that has approved this app.`,
      { status, reason, data },
    );
  }
}
