/** The tenants whose own things background work looks through, one after the other. */
export abstract class TenantDirectory {
  /** Ids of all tenants that are not disabled. */
  abstract ids(): Promise<string[]>;
}
