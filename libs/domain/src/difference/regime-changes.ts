import { type FieldChange, fieldChanges, type Fields } from './field-changes.ts';

/** What a newer version of a regime does to one requirement. */
export interface RequirementChange {
  readonly id: string;
  /** As the newer version has it; of a removed one, as the older had it. */
  readonly title: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** Of a changed one: member by member, named inside the requirement. */
  readonly changes: readonly FieldChange[];
}

/** What a newer version of a regime adds, takes away and changes. */
export interface RegimeChanges {
  readonly fields: readonly FieldChange[];
  readonly requirements: readonly RequirementChange[];
}

/** Members that differ between any two versions, so that they are no news. */
const BOOKKEEPING: ReadonlySet<string> = new Set(['schema', 'id', 'version', 'revision', 'requirements']);

/** Compares two regime documents as they were delivered; the requirements come in the order of the newer document. */
export function regimeChanges(before: Fields, after: Fields): RegimeChanges {
  const old = requirementsOf(before);
  const present = requirementsOf(after);
  const requirements: RequirementChange[] = [];
  for (const [id, requirement] of present) {
    const known = old.get(id);
    const changes = known === undefined ? [] : fieldChanges(known, requirement);
    if (known === undefined) requirements.push(changeOf(id, requirement, 'added'));
    else if (changes.length > 0) requirements.push({ ...changeOf(id, requirement, 'changed'), changes });
  }
  for (const [id, requirement] of old)
    if (!present.has(id)) requirements.push(changeOf(id, requirement, 'removed'));
  return { fields: fieldChanges(told(before), told(after)), requirements };
}

function changeOf(id: string, { title }: Fields, change: RequirementChange['change']): RequirementChange {
  return { id, title: typeof title === 'string' ? title : id, change, changes: [] };
}

function told(regime: Fields): Fields {
  return Object.fromEntries(Object.entries(regime).filter(([field]) => !BOOKKEEPING.has(field)));
}

function requirementsOf({ requirements }: Fields): ReadonlyMap<string, Fields> {
  const found = new Map<string, Fields>();
  for (const requirement of Array.isArray(requirements) ? (requirements as readonly unknown[]) : []) {
    if (typeof requirement !== 'object' || requirement === null) continue;
    const fields: Fields = { ...requirement };
    if (typeof fields['id'] === 'string') found.set(fields['id'], fields);
  }
  return found;
}
