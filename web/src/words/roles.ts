/** Roles as they stand in a sentence or a table. */
export const roleNames = { owner: "owner", admin: "admin", member: "member", auditor: "auditor" } as const;
