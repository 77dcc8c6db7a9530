import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** One step of a dispute about a statement; rows are only ever added. */
@Entity({ name: 'fact_dispute' })
@Check('fact_dispute_status_check', `status IN ('open', 'upheld', 'rejected')`)
@Index('fact_dispute_raised_key', { synchronize: false })
@Index('fact_dispute_decided_key', { synchronize: false })
@Index('fact_dispute_statement_idx', ['statement'])
export class FactDisputeEntity {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'fact_dispute_pkey',
  })
  id!: string;
  @Column({ type: 'uuid' }) dispute!: string;
  @Column({ type: 'text' }) statement!: string;
  @Column({ type: 'text' }) subject!: string;
  @Column({ type: 'varchar', length: 16 }) status!: string;
  @Column({ type: 'text' }) reason!: string;
  @Column({ type: 'jsonb', nullable: true }) evidence!: unknown;
  @Column({ name: 'by_id', type: 'text' }) byId!: string;
  @Column({ name: 'by_name', type: 'text' }) byName!: string;
  @Column({ name: 'by_role', type: 'varchar', length: 16 }) byRole!: string;
  @Column({ type: 'timestamptz', default: () => 'now()' }) recorded!: Date;
}
