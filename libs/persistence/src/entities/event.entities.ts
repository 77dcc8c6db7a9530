import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Something that happened and is told outside; row-level security shows a tenant its own and everybody's. */
@Entity({ name: 'event' })
@Index('event_order_idx', ['xid', 'seq'])
@Index('event_time_idx', ['time'])
export class EventEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'event_pkey' }) id!: string;
  @Column({ type: 'bigint' }) xid!: string;
  @Column({ type: 'bigint', generated: 'identity', generatedIdentity: 'ALWAYS' }) seq!: string;
  @Column({ type: 'varchar', length: 64 }) type!: string;
  @Column({ type: 'text', nullable: true }) tenant!: string | null;
  @Column({ type: 'text' }) subject!: string;
  @Column({ type: 'varchar', length: 16, nullable: true }) market!: string | null;
  @Column({ type: 'text', nullable: true }) vendor!: string | null;
  @Column({ type: 'timestamptz', default: () => 'now()' }) time!: Date;
  @Column({ type: 'jsonb' }) data!: unknown;
  @Column({ type: 'varchar', length: 64, nullable: true }) traceparent!: string | null;
}
