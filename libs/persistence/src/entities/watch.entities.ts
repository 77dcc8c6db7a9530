import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { TenantEntity } from './access.entities.ts';
import { EventEntity } from './event.entities.ts';
import { StandingQuestionEntity } from './standing.entities.ts';

/** A saved question whose changes of verdict, or new notices, are announced to its tenant. */
@Entity({ name: 'watch' })
@Index('watch_tenant_idx', ['tenant'])
@Index('watch_question_idx', ['question'])
@Check('watch_kind_check', `kind IN ('vendor', 'market', 'need', 'regime', 'notices')`)
@Check('watch_digest_check', `digest IN ('none', 'daily', 'weekly')`)
@Check('watch_due_check', `(digest = 'none') = (digest_due IS NULL)`)
@Check('watch_question_check', `(kind = 'need') = (question IS NOT NULL)`)
export class WatchEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'watch_pkey' }) id!: string;
  @Column({ type: 'text' })
  @ForeignKey(() => TenantEntity, { name: 'watch_tenant_fkey' })
  tenant!: string;
  @Column({ type: 'varchar', length: 200 }) name!: string;
  @Column({ type: 'varchar', length: 16 }) kind!: string;
  /** What is watched, by kind. */
  @Column({ type: 'jsonb' }) subject!: unknown;
  /** The standing question of a watched need. */
  @Column({ type: 'uuid', nullable: true })
  @ForeignKey(() => StandingQuestionEntity, { name: 'watch_question_fkey' })
  question!: string | null;
  @Column({ type: 'varchar', length: 16 }) digest!: string;
  @Column({ name: 'time_zone', type: 'varchar', length: 64 }) timeZone!: string;
  /** Beginning and end of the period that the next digest sums up. */
  @Column({ name: 'digest_from', type: 'timestamptz', nullable: true }) digestFrom!: Date | null;
  @Column({ name: 'digest_due', type: 'timestamptz', nullable: true }) digestDue!: Date | null;
  /** Number of its feed address: another number, another address. */
  @Column({ name: 'feed_no', type: 'integer', default: 1 }) feedNo!: number;
  @Column({ type: 'integer', default: 1 }) revision!: number;
  @Column({ type: 'timestamptz', default: () => 'now()' }) created!: Date;
}

/** An event that concerns a watch. */
@Entity({ name: 'watch_alert' })
@Index('watch_alert_event_idx', ['eventId'])
@Index('watch_alert_order_idx', ['watchId', 'xid', 'seq'])
@Index('watch_alert_at_idx', ['watchId', 'at'])
export class WatchAlertEntity {
  @PrimaryColumn({ name: 'watch_id', type: 'uuid', primaryKeyConstraintName: 'watch_alert_pkey' })
  @ForeignKey(() => WatchEntity, { name: 'watch_alert_watch_fkey', onDelete: 'CASCADE' })
  watchId!: string;
  @PrimaryColumn({ name: 'event_id', type: 'uuid', primaryKeyConstraintName: 'watch_alert_pkey' })
  @ForeignKey(() => EventEntity, { name: 'watch_alert_event_fkey' })
  eventId!: string;
  @Column({ type: 'text' }) tenant!: string;
  @Column({ type: 'bigint' }) xid!: string;
  @Column({ type: 'bigint' }) seq!: string;
  @Column({ type: 'timestamptz', default: () => 'now()' }) at!: Date;
}
