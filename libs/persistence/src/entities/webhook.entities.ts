import {
  Check,
  Column,
  Entity,
  ForeignKey,
  Index,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  Unique,
} from 'typeorm';
import { TenantEntity } from './access.entities.ts';
import { EventEntity } from './event.entities.ts';

/** An address that a tenant's events are sent to. */
@Entity({ name: 'webhook' })
@Index('webhook_tenant_idx', ['tenant'])
@Check('webhook_state_check', `state IN ('active', 'paused', 'disabled')`)
@Check('webhook_concurrency_check', 'concurrency BETWEEN 1 AND 16')
@Check('webhook_order_check', 'NOT is_ordered OR concurrency = 1')
export class WebhookEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'webhook_pkey' }) id!: string;
  @Column({ type: 'text' })
  @ForeignKey(() => TenantEntity, { name: 'webhook_tenant_fkey' })
  tenant!: string;
  @Column({ type: 'varchar', length: 200 }) name!: string;
  @Column({ type: 'text' }) url!: string;
  /** Which events it wants; empty lists of markets, vendors and watches mean all. */
  @Column({ type: 'text', array: true }) types!: string[];
  @Column({ type: 'text', array: true }) markets!: string[];
  @Column({ type: 'text', array: true }) vendors!: string[];
  @Column({ type: 'text', array: true }) watches!: string[];
  @Column({ name: 'is_ordered', type: 'boolean' }) isOrdered!: boolean;
  @Column({ type: 'integer' }) concurrency!: number;
  @Column({ type: 'varchar', length: 16, default: 'active' }) state!: string;
  @Column({ name: 'disabled_reason', type: 'varchar', length: 16, nullable: true }) disabledReason!:
    string | null;
  @Column({ name: 'failing_since', type: 'timestamptz', nullable: true }) failingSince!: Date | null;
  @Column({ name: 'last_success', type: 'timestamptz', nullable: true }) lastSuccess!: Date | null;
  /** Sealed, the present one first, each with the end of its use. */
  @Column({ type: 'jsonb' }) secrets!: unknown;
  @Column({ type: 'integer', default: 1 }) revision!: number;
  @Column({ type: 'timestamptz', default: () => 'now()' }) created!: Date;
}

/** One event for one webhook: whether it has arrived, and who may try to send it when. */
@Entity({ name: 'webhook_message' })
@Index('webhook_message_event_idx', ['eventId'])
@Index('webhook_message_waiting_idx', { synchronize: false })
@Check('webhook_message_state_check', `state IN ('waiting', 'succeeded', 'given_up')`)
export class WebhookMessageEntity {
  @PrimaryColumn({ name: 'webhook_id', type: 'uuid', primaryKeyConstraintName: 'webhook_message_pkey' })
  @ForeignKey(() => WebhookEntity, { name: 'webhook_message_webhook_fkey', onDelete: 'CASCADE' })
  webhookId!: string;
  @PrimaryColumn({ name: 'event_id', type: 'uuid', primaryKeyConstraintName: 'webhook_message_pkey' })
  @ForeignKey(() => EventEntity, { name: 'webhook_message_event_fkey' })
  eventId!: string;
  @Column({ type: 'text' }) tenant!: string;
  /** Position of the event, which is the order of sending. */
  @Column({ type: 'bigint' }) xid!: string;
  @Column({ type: 'bigint' }) seq!: string;
  @Column({ type: 'varchar', length: 16, default: 'waiting' }) state!: string;
  /** One more for each replay. */
  @Column({ type: 'integer', default: 0 }) round!: number;
  /** Tries of this round. */
  @Column({ type: 'integer', default: 0 }) attempts!: number;
  @Column({ name: 'waiting_since', type: 'timestamptz', default: () => 'now()' }) waitingSince!: Date;
  @Column({ name: 'next_at', type: 'timestamptz', default: () => 'now()' }) nextAt!: Date;
  @Column({ type: 'uuid', nullable: true }) claim!: string | null;
  @Column({ name: 'claimed_until', type: 'timestamptz', nullable: true }) claimedUntil!: Date | null;
}

/** One try to send an event to a webhook. */
@Entity({ name: 'webhook_attempt' })
@Index('webhook_attempt_webhook_idx', ['webhookId', 'id'])
@Index('webhook_attempt_success_key', { synchronize: false })
@Unique('webhook_attempt_no_key', ['webhookId', 'eventId', 'round', 'no'])
@Check('webhook_attempt_result_check', `result IN ('succeeded', 'failed', 'timeout', 'refused')`)
export class WebhookAttemptEntity {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'webhook_attempt_pkey',
  })
  id!: string;
  @Column({ name: 'webhook_id', type: 'uuid' })
  @ForeignKey(() => WebhookEntity, { name: 'webhook_attempt_webhook_fkey', onDelete: 'CASCADE' })
  webhookId!: string;
  @Column({ name: 'event_id', type: 'uuid' })
  @ForeignKey(() => EventEntity, { name: 'webhook_attempt_event_fkey' })
  eventId!: string;
  @Column({ type: 'text' }) tenant!: string;
  @Column({ type: 'integer' }) round!: number;
  @Column({ type: 'integer' }) no!: number;
  @Column({ type: 'timestamptz' }) at!: Date;
  @Column({ name: 'duration_ms', type: 'integer' }) durationMs!: number;
  @Column({ type: 'varchar', length: 16 }) result!: string;
  @Column({ type: 'integer', nullable: true }) status!: number | null;
  @Column({ type: 'text', nullable: true }) problem!: string | null;
  @Column({ type: 'text', nullable: true }) answer!: string | null;
}
