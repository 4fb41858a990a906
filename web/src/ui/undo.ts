/** What was done can be undone for this long, in milliseconds. */
export const UNDO_MS = 10_000;

export type Offer = {
  readonly id: number;
  /** What was done: "Slack switched off". */
  readonly done: string;
  /** What undoing it comes to: "Slack switched on again". */
  readonly undone: string;
  /** Its reverse. Throws as any request does. */
  readonly undo: () => Promise<unknown>;
};

let offers: readonly Offer[] = [];
let count = 0;
const listeners = new Set<() => void>();

function change(next: readonly Offer[]): void {
  offers = next;
  for (const listener of listeners) listener();
}

/**
 * For an action that ran and can be taken back: a bar says what was done and offers to undo it for ten seconds, also on
 * the page that the person goes to next. Not for what ends something at a provider, which nobody can undo.
 */
export function offerUndo(offer: Omit<Offer, "id">): void {
  count += 1;
  // Three at most: an older one has been passed over.
  change([...offers, { ...offer, id: count }].slice(-3));
}

export const dropOffer = (id: number): void => change(offers.filter((each) => each.id !== id));
/** Another person, or another workspace. */
export const dropOffers = (): void => change([]);
export const currentOffers = (): readonly Offer[] => offers;

export function onOffers(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
