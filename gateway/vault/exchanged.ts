/** A token set nobody has kept yet. Opaque: the tokens are not on the object. */
export interface Exchanged {
  readonly account: { readonly id: string; readonly label: string };
  /** What the provider gave, in our own spelling. */
  readonly scopes: readonly string[];
  readonly hasRefreshToken: boolean;
  readonly expiresAt: Date | undefined;
}
