import { changedKeys, type SubjectRef, type World } from '#domain';

/** The subjects about which two worlds state different things; statements that both share are the same objects. */
export function changedSubjects(before: World, after: World): readonly SubjectRef[] {
  const subjects = new Set<SubjectRef>(changedKeys(before.facts, after.facts));
  for (const subject of changedKeys(before.certificates, after.certificates)) subjects.add(subject);
  return [...subjects];
}
