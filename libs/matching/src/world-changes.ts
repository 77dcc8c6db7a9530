import type { SubjectRef, World } from '#domain';

function addChanged<V>(
  subjects: Set<SubjectRef>,
  before: ReadonlyMap<SubjectRef, V>,
  after: ReadonlyMap<SubjectRef, V>,
): void {
  if (before === after) return;
  for (const [subject, statements] of after) if (before.get(subject) !== statements) subjects.add(subject);
  for (const subject of before.keys()) if (!after.has(subject)) subjects.add(subject);
}

/** The subjects about which two worlds state different things; statements that both share are the same objects. */
export function changedSubjects(before: World, after: World): readonly SubjectRef[] {
  const subjects = new Set<SubjectRef>();
  addChanged(subjects, before.facts, after.facts);
  addChanged(subjects, before.certificates, after.certificates);
  return [...subjects];
}
