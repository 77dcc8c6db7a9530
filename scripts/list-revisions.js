/**
 * Lists the revisions of all shipped reference data anew in libs/reference/revisions.jsonl. Refuses content that changed
 * under the revision that it had: an installation that was seeded before would not take it (docs/adr/0033). With
 * --raise it writes the next revision into each document that changed.
 */
import { join } from 'node:path';
import { build, complain, root, say } from './build.js';

const home = join(root, 'libs', 'reference');

try {
  await build({ checkTypes: false, log: () => say('compiling') });
  const { keepList, raiseRevisions, shippedListing } =
    await import('../dist/libs/reference/src/revisions/shipped.js');
  if (process.argv.includes('--raise')) say(`${raiseRevisions(home)} documents have another revision`);
  const listing = shippedListing(home);
  for (const line of listing.refused) complain(line);
  if (listing.refused.length > 0) process.exitCode = 1;
  else {
    keepList(home, listing);
    say(`${listing.list.length} revisions are listed, ${listing.news.length} of them anew`);
  }
} catch (error) {
  complain(error.stack);
  process.exitCode = 1;
}
