/** What the groups of operations are about, by the name that routes give. */
const TAG_DESCRIPTIONS: Readonly<Record<string, string>> = {
  'Rankings and decisions': 'Who may serve whom, on which day, and why.',
  Regimes: 'Bodies of requirements, with their versions and what differs between them.',
  Vendors: 'Who sells what, what is stated about it, and who owns it.',
  Notices: 'Procurement opportunities, with their history.',
  'Schemes, groups and vocabulary': 'What rules are written in, and the registers that prove certificates.',
  Disputes: 'What somebody says against a fact, until it is decided.',
  Deliveries: 'Sources, what they send, and what becomes of it item by item.',
  Keys: 'Keys, and who wrote what.',
  Tenants: 'Organisations that share this service and see nothing of each other.',
  'Standing verdicts': 'What changed, when and why, and what will.',
  Shortlists: 'Saved questions with chosen vendors, side by side.',
  Watches: 'Saved questions whose changes are announced.',
  Alerts: 'Webhooks that are told when an answer changes.',
  Queues: 'The queues, for operators.',
  Health: 'Whether the service is alive, ready and fresh.',
  'About this API': 'What describes the API: this document, problems, and the schemas of documents.',
};

/**
 * Says what a group of operations is about.
 *
 * @throws Error for a group without a description.
 */
export function describeTag(name: string): { readonly name: string; readonly description: string } {
  const description = TAG_DESCRIPTIONS[name];
  if (description === undefined)
    throw new Error(`The tag "${name}" has no description. Give it one in tags.ts.`);
  return { name, description };
}
