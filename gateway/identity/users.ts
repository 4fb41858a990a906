import { Prisma, type System, type SystemTx } from "../db/index.ts";
import { newId } from "../ids.ts";

/** A row of this model exists already. */
export const isDuplicate = (error: unknown, model: string): boolean =>
  error instanceof Prisma.PrismaClientKnownRequestError &&
  error.code === "P2002" &&
  error.meta?.modelName === model;

export const nameFrom = (email: string): string => email.split("@")[0] ?? email;

/** The person of this address (lower case); a known person keeps their name, whoever invites them where. */
export async function findOrMakeUser(tx: SystemTx, email: string, name: string) {
  const found = await tx.user.findUnique({ where: { email } });
  if (found) return { user: found, isNew: false };
  return { user: await tx.user.create({ data: { id: newId("usr"), email, name } }), isNew: true };
}

/** A transaction that makes people: once more when somebody else made the same person in the same moment. */
export async function makingPeople<T>(system: System, work: (tx: SystemTx) => Promise<T>): Promise<T> {
  try {
    return await system.transaction(work);
  } catch (error) {
    if (isDuplicate(error, "User") || isDuplicate(error, "UserIdentity")) return system.transaction(work);
    throw error;
  }
}
