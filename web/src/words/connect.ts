import { places } from "./places.ts";

export const connectPage = {
  connect: places.connect,
  youAreSigned: (email: string) => `You are signed in as ${email}.`,
  thisLinkDoesNotOpenHere: "This link does not open here",
  goToYourIntegrations: "Go to your integrations",
} as const;
