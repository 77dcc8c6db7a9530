import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { TenantEntity } from './access.entities.ts';

/** One write of a tenant, bound to the one before it; triggers refuse to change or remove it. */
@Entity({ name: 'audit_entry' })
@Index('audit_entry_actor_idx', ['tenant', 'actor', 'seq'])
export class AuditEntryEntity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'audit_entry_pkey' })
  @ForeignKey(() => TenantEntity, { name: 'audit_entry_tenant_fkey' })
  tenant!: string;
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'audit_entry_pkey' }) seq!: string;
  @Column({ type: 'timestamptz' }) at!: Date;
  @Column({ type: 'varchar', length: 64 }) actor!: string;
  @Column({ type: 'varchar', length: 120 }) action!: string;
  @Column({ type: 'text' }) subject!: string;
  @Column({ type: 'jsonb' }) details!: unknown;
  @Column({ name: 'prev_hash', type: 'char', length: 64 }) prevHash!: string;
  @Column({ type: 'char', length: 64 }) hash!: string;
}

/** A note of a write that is not in the chain yet: of one that was done with it, or of one elsewhere that has begun. */
@Entity({ name: 'audit_begun' })
export class AuditBegunEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'audit_begun_pkey' }) id!: string;
  @Column({ type: 'timestamptz', default: () => 'now()' }) at!: Date;
  @Column({ type: 'jsonb' }) write!: unknown;
  @Column({ name: 'is_done', type: 'boolean', default: false }) isDone!: boolean;
}
