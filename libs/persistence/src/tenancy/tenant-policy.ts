/** The tenant that a transaction works for; null outside of one, and after one, where the setting is left as ''. */
export const CURRENT_TENANT = `NULLIF(current_setting('placet.tenant', true), '')`;

/**
 * SQL for a migration that makes a table with a column `tenant` a tenant table: each row is seen and written only in
 * transactions of its own tenant, by its owner too.
 */
export function keepTenantsApart(table: string): string {
  return `
    ALTER TABLE placet.${table} ENABLE ROW LEVEL SECURITY;
    ALTER TABLE placet.${table} FORCE ROW LEVEL SECURITY;
    CREATE POLICY ${table}_tenant ON placet.${table}
      USING (tenant = ${CURRENT_TENANT}) WITH CHECK (tenant = ${CURRENT_TENANT});`;
}
