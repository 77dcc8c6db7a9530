import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { TenantDirectory } from '#application';

/** The tenants of the record. */
@Injectable()
export class PostgresTenantDirectory extends TenantDirectory {
  constructor(private readonly source: DataSource) {
    super();
  }

  async ids(): Promise<string[]> {
    const rows = await this.source.query<{ id: string }[]>(
      'SELECT id FROM placet.tenant WHERE disabled IS NULL ORDER BY id',
    );
    return rows.map((row) => row.id);
  }
}
