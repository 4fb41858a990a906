/**
 * Which services there are and how each could be connected, from their public documentation (November 2026). What can be
 * connected here and now says the gateway; this says the rest.
 */
export interface Fact {
  id: string;
  name: string;
  category: string;
  /**
   * `built_in`: by its own tools, as the provider `provider`. `definable`: by a definition of a few lines. `any`: whatever
   * speaks the standard. `not_yet`: see `why`.
   */
  how: "built_in" | "definable" | "any" | "not_yet";
  provider?: string;
  why?: "address" | "revocation" | "identity" | "signed";
}

export const facts: readonly Fact[] = [
  { id: "google", name: "Google", category: "Mail and files", how: "built_in", provider: "google" },
  { id: "slack", name: "Slack", category: "Chat and meetings", how: "built_in", provider: "slack" },
  { id: "github", name: "GitHub", category: "Code", how: "built_in", provider: "github" },
  { id: "github_app", name: "GitHub App", category: "Code", how: "built_in", provider: "github" },
  { id: "microsoft", name: "Microsoft 365", category: "Mail and files", how: "not_yet", why: "revocation" },
  { id: "notion", name: "Notion", category: "Documents", how: "not_yet", why: "identity" },
  { id: "linear", name: "Linear", category: "Work and issues", how: "not_yet", why: "identity" },
  { id: "jira", name: "Jira Cloud", category: "Work and issues", how: "not_yet", why: "revocation" },
  { id: "confluence", name: "Confluence Cloud", category: "Documents", how: "not_yet", why: "revocation" },
  { id: "gitlab", name: "GitLab", category: "Code", how: "definable" },
  { id: "hubspot", name: "HubSpot", category: "Sales and support", how: "not_yet", why: "identity" },
  { id: "salesforce", name: "Salesforce", category: "Sales and support", how: "not_yet", why: "address" },
  { id: "zoom", name: "Zoom", category: "Chat and meetings", how: "definable" },
  { id: "dropbox", name: "Dropbox", category: "Mail and files", how: "not_yet", why: "identity" },
  { id: "box", name: "Box", category: "Mail and files", how: "definable" },
  { id: "stripe", name: "Stripe Connect", category: "Money", how: "not_yet", why: "identity" },
  { id: "docusign", name: "DocuSign eSignature", category: "Documents", how: "not_yet", why: "revocation" },
  { id: "zendesk", name: "Zendesk", category: "Sales and support", how: "not_yet", why: "address" },
  { id: "intercom", name: "Intercom", category: "Sales and support", how: "not_yet", why: "address" },
  { id: "asana", name: "Asana", category: "Work and issues", how: "definable" },
  { id: "trello", name: "Trello", category: "Work and issues", how: "not_yet", why: "signed" },
  { id: "airtable", name: "Airtable", category: "Documents", how: "not_yet", why: "revocation" },
  { id: "discord", name: "Discord", category: "Chat and meetings", how: "definable" },
  { id: "quickbooks", name: "QuickBooks Online", category: "Money", how: "not_yet", why: "revocation" },
  { id: "xero", name: "Xero", category: "Money", how: "not_yet", why: "identity" },
  { id: "figma", name: "Figma", category: "Design", how: "not_yet", why: "revocation" },
  { id: "shopify", name: "Shopify", category: "Money", how: "not_yet", why: "address" },
  { id: "bitbucket", name: "Bitbucket Cloud", category: "Code", how: "not_yet", why: "revocation" },
  { id: "monday", name: "monday.com", category: "Work and issues", how: "not_yet", why: "revocation" },
  { id: "clickup", name: "ClickUp", category: "Work and issues", how: "not_yet", why: "revocation" },
  { id: "calendly", name: "Calendly", category: "Chat and meetings", how: "definable" },
  { id: "mailchimp", name: "Mailchimp", category: "Marketing and media", how: "not_yet", why: "revocation" },
  { id: "pipedrive", name: "Pipedrive", category: "Sales and support", how: "not_yet", why: "address" },
  { id: "x_api", name: "X (Twitter) API v2", category: "Marketing and media", how: "definable" },
  { id: "linkedin", name: "LinkedIn", category: "Marketing and media", how: "definable" },
  { id: "webflow", name: "Webflow", category: "Design", how: "not_yet", why: "identity" },
  { id: "typeform", name: "Typeform", category: "Marketing and media", how: "not_yet", why: "revocation" },
  { id: "miro", name: "Miro", category: "Design", how: "not_yet", why: "revocation" },
  { id: "canva", name: "Canva", category: "Design", how: "not_yet", why: "identity" },
  { id: "pagerduty", name: "PagerDuty", category: "Work and issues", how: "not_yet", why: "revocation" },
  { id: "attio", name: "Attio", category: "Sales and support", how: "not_yet", why: "revocation" },
  { id: "front", name: "Front", category: "Sales and support", how: "not_yet", why: "revocation" },
  { id: "basecamp", name: "Basecamp", category: "Work and issues", how: "not_yet", why: "revocation" },
  { id: "servicenow", name: "ServiceNow", category: "Sales and support", how: "not_yet", why: "address" },
  { id: "zoho", name: "Zoho CRM", category: "Sales and support", how: "not_yet", why: "address" },
  { id: "spotify", name: "Spotify", category: "Marketing and media", how: "not_yet", why: "revocation" },
  { id: "reddit", name: "Reddit", category: "Marketing and media", how: "definable" },
  { id: "oidc_generic", name: "Generic OpenID Connect / OAuth 2.1", category: "Anything else", how: "any" },
];
