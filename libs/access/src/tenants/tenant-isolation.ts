/** What the database role that this process works by may do that it should not. */
export interface RoleRights {
  readonly role: string;
  readonly isSuperuser: boolean;
  readonly canBypassRowSecurity: boolean;
  readonly ownsTables: boolean;
  readonly canCreateTables: boolean;
}

/** How far the database itself keeps tenants apart, whatever this program does wrong. */
export class TenantIsolation {
  /** Whether row-level security holds for this process. */
  readonly isEnforced: boolean;
  /** What is wrong with the role, in words for whoever runs the service; none when nothing is. */
  readonly problems: readonly string[];

  constructor(rights: RoleRights) {
    this.isEnforced = !rights.isSuperuser && !rights.canBypassRowSecurity;
    this.problems = [
      ...(rights.isSuperuser
        ? [`"${rights.role}" is a superuser: row-level security does not hold for it`]
        : []),
      ...(rights.canBypassRowSecurity && !rights.isSuperuser
        ? [`"${rights.role}" has BYPASSRLS: row-level security does not hold for it`]
        : []),
      ...(rights.ownsTables ? [`"${rights.role}" owns tables: it could switch row-level security off`] : []),
      ...(rights.canCreateTables ? [`"${rights.role}" may create tables in the schema placet`] : []),
    ];
  }
}
