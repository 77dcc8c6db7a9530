import type { FieldWarning } from '#domain';

/** More doubts than anybody reads; a broken feed mustn't make its notices huge. */
const MOST_WARNINGS = 100;

/** What is noted while a notice is read: doubts, and where each field came from. */
export class ReadingNotes {
  readonly warnings: FieldWarning[] = [];
  private readonly told = new Set<string>();
  readonly provenance: Record<string, string> = {};

  /** Notes a doubt; the same one counts once however many items repeat it. */
  warn(field: string, problem: string): void {
    const key = `${field} ${problem}`;
    if (this.told.has(key) || this.warnings.length >= MOST_WARNINGS) return;
    this.told.add(key);
    this.warnings.push({ field, problem });
  }

  /** Notes the place of a field; the first place stands. */
  from(field: string, pointer: string): void {
    this.provenance[field] ??= pointer;
  }
}
