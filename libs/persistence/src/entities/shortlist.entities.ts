import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { TenantEntity } from './access.entities.ts';

/** Needs over several markets with the offerings that a tenant has chosen for them. */
@Entity({ name: 'shortlist' })
@Index('shortlist_tenant_idx', ['tenant'])
export class ShortlistEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'shortlist_pkey' }) id!: string;
  @Column({ type: 'text' })
  @ForeignKey(() => TenantEntity, { name: 'shortlist_tenant_fkey' })
  tenant!: string;
  @Column({ type: 'varchar', length: 200 }) name!: string;
  @Column({ type: 'jsonb' }) body!: unknown;
  @Column({ type: 'integer', default: 1 }) version!: number;
  @Column({ name: 'by_name', type: 'text' }) byName!: string;
  @Column({ type: 'timestamptz', default: () => 'now()' }) created!: Date;
  @Column({ type: 'timestamptz', default: () => 'now()' }) changed!: Date;
}
