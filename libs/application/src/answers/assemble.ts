import type { World } from '#domain';
import { DOCUMENT_KINDS, type StoredDocument, type WorldBuilder } from '../ports/record/documents.ts';
import { Turns } from '../evaluation/turns.ts';

/** Documents that are put into a world at once: a few milliseconds of work. */
const STEP_DOCUMENTS = 16;

/**
 * The world after some documents, made in steps between which the event loop goes on. Nobody sees the worlds in between;
 * the last one is the same as if all documents had come at once.
 */
export async function assemble(
  builder: WorldBuilder,
  before: World | null,
  documents: readonly StoredDocument[],
  position: string,
): Promise<World> {
  const turns = new Turns();
  // Names come before what uses them; otherwise what was read already would be read again.
  const ordered = documents.toSorted(
    (a, b) => DOCUMENT_KINDS.indexOf(a.kind) - DOCUMENT_KINDS.indexOf(b.kind),
  );
  if (before === null) {
    // All at once: the maps of a large world would otherwise be made anew again and again while they grow.
    const steps = builder.building(ordered, position);
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done === true) return step.value;
      await turns.next();
    }
  }
  let world = before;
  for (let from = 0; from < ordered.length; from += STEP_DOCUMENTS) {
    const step = ordered.slice(from, from + STEP_DOCUMENTS);
    const touched = step.map(({ kind, key }) => ({ kind, key }));
    world = builder.apply(world, touched, step, position);
    await turns.next();
  }
  return world.position === position ? world : { ...world, position };
}
