import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { TenantEntity } from './access.entities.ts';

/** One version of what a tenant states for itself; rows are ended, never changed. */
@Entity({ name: 'private_document' })
@Check('private_document_kind_check', `kind IN ('facts', 'vendor')`)
@Index('private_document_current_key', { synchronize: false })
@Index('private_document_tenant_idx', ['tenant', 'fromXid'])
export class PrivateDocumentEntity {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'private_document_pkey',
  })
  id!: string;
  @Column({ type: 'text' })
  @ForeignKey(() => TenantEntity, { name: 'private_document_tenant_fkey' })
  tenant!: string;
  @Column({ type: 'varchar', length: 16 }) kind!: string;
  @Column({ type: 'text' }) key!: string;
  @Column({ type: 'text' }) vendor!: string;
  @Column({ type: 'integer' }) version!: number;
  @Column({ type: 'jsonb' }) body!: unknown;
  @Column({ type: 'text', nullable: true }) supersedes!: string | null;
  @Column({ name: 'by_id', type: 'text' }) byId!: string;
  @Column({ type: 'tstzrange' }) recorded!: string;
  @Column({ name: 'from_xid', type: 'bigint' }) fromXid!: string;
  @Column({ name: 'to_xid', type: 'bigint', nullable: true }) toXid!: string | null;
}
