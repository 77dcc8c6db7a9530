import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { AcceptDelivery, type Delivery, DeliveryStore, Settings, SourceStore } from '#application';
import { type ReferenceDelivery, referenceDeliveries } from '#reference';

/** The source that the shipped reference data comes from. */
export const REFERENCE_SOURCE = 'reference';

/** Setting that says which shipped data was delivered completely. */
const SEEDED = 'seed.reference';
const MAX_BYTES = 256 * 1024 * 1024;
const WAIT_MS = 120_000;
const LOOK_EVERY_MS = 50;

/**
 * Delivers the shipped reference data through the same door as any other delivery, once, and again when another build
 * brings other data. What is unchanged stays as it is, so a seed that was interrupted is simply repeated; what was
 * corrected carries a higher revision (record 0033).
 */
export async function seedReference(
  app: INestApplicationContext,
  print: (line: string) => void,
): Promise<void> {
  const sources = app.get(SourceStore, { strict: false });
  const settings = app.get(Settings, { strict: false });
  const shipped = referenceDeliveries();
  const digest = digestOf(shipped);
  const before = await settings.get(SEEDED);
  if (before !== undefined && isOf(before, digest)) {
    print('    delivered before');
    return;
  }
  if (before !== undefined) print('    this build brings other data than was delivered');
  if (!(await sources.find(REFERENCE_SOURCE))) {
    await sources.add({
      id: REFERENCE_SOURCE,
      name: 'Reference data shipped with Placet',
      kind: 'push',
      format: null,
      mapping: null,
      url: null,
      schedule: null,
      freshness: null,
    });
  }
  const accept = app.get(AcceptDelivery, { strict: false });
  const deliveries = app.get(DeliveryStore, { strict: false });
  for (const { name, bytes } of shipped) {
    const { id } = await accept.run({
      source: REFERENCE_SOURCE,
      body: Readable.from([bytes]),
      contentType: 'application/yaml',
      maxBytes: MAX_BYTES,
    });
    const delivery = await finished(deliveries, id);
    print(`    ${name}: ${summary(delivery)}`);
  }
  await settings.put(SEEDED, { at: new Date().toISOString(), digest });
}

function digestOf(deliveries: readonly ReferenceDelivery[]): string {
  const hash = createHash('sha256');
  for (const { name, bytes } of deliveries) hash.update(`${name} ${bytes.byteLength}\n`).update(bytes);
  return hash.digest('hex');
}

/** Whether what was delivered before is this data; builds that kept no digest brought other data. */
function isOf(before: unknown, digest: string): boolean {
  return typeof before === 'object' && before !== null && 'digest' in before && before.digest === digest;
}

async function finished(deliveries: DeliveryStore, id: string): Promise<Delivery> {
  for (const deadline = Date.now() + WAIT_MS; ;) {
    const delivery = await deliveries.find(id);
    if (delivery?.finished) return delivery;
    if (Date.now() > deadline)
      throw new Error(
        'The reference data is not read after two minutes. Is a worker running? See the log above.',
      );
    await pause(LOOK_EVERY_MS);
  }
}

function summary({ received, counts, problem }: Delivery): string {
  const parts = [`${received} items`, `${counts.applied} applied`];
  if (counts.superseded > 0) parts.push(`${counts.superseded} superseded`);
  if (counts.unchanged > 0) parts.push(`${counts.unchanged} unchanged`);
  if (counts.quarantined > 0) parts.push(`${counts.quarantined} quarantined (see GET /v1/quarantine)`);
  if (problem) parts.push(problem.detail);
  return parts.join(', ');
}
