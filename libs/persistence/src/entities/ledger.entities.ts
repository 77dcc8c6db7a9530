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

/** Raw bytes of a delivery, once per content. */
@Entity({ name: 'raw_document' })
@Unique('raw_document_upload_key', ['upload'])
@Check('raw_document_encoding_check', `encoding IN ('gzip', 'br')`)
export class RawDocumentEntity {
  @PrimaryColumn({ type: 'char', length: 64, primaryKeyConstraintName: 'raw_document_pkey' }) sha256!: string;
  @Column({ type: 'uuid' }) upload!: string;
  @Column({ name: 'size_bytes', type: 'bigint' }) sizeBytes!: string;
  @Column({ name: 'stored_bytes', type: 'bigint' }) storedBytes!: string;
  /** How its chunks are compressed; those of earlier versions of Placet are gzip. */
  @Column({ type: 'varchar', length: 8, default: 'br' }) encoding!: string;
  @Column({ type: 'timestamptz', default: () => 'now()' }) created!: Date;
}

/** One compressed piece of a raw document. */
@Entity({ name: 'raw_chunk' })
export class RawChunkEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'raw_chunk_pkey' }) upload!: string;
  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'raw_chunk_pkey' }) no!: number;
  @Column({ type: 'bytea' }) bytes!: Buffer;
}

/** A feed or sender. */
@Entity({ name: 'source' })
@Check('source_kind_check', `kind IN ('push', 'pull', 'folder')`)
@Check('source_state_check', `state IN ('active', 'paused', 'disabled')`)
export class SourceEntity {
  @PrimaryColumn({ type: 'varchar', length: 64, primaryKeyConstraintName: 'source_pkey' }) id!: string;
  @Column({ type: 'varchar', length: 200 }) name!: string;
  @Column({ type: 'varchar', length: 16 }) kind!: string;
  @Column({ type: 'varchar', length: 100, nullable: true }) format!: string | null;
  @Column({ type: 'text', nullable: true }) url!: string | null;
  @Column({ type: 'jsonb', nullable: true }) schedule!: unknown;
  @Column({ type: 'jsonb', nullable: true }) mapping!: unknown;
  @Column({ type: 'varchar', length: 32, nullable: true }) freshness!: string | null;
  @Column({ type: 'varchar', length: 16, default: 'active' }) state!: string;
  @Column({ type: 'integer', default: 1 }) revision!: number;
  @Column({ name: 'last_delivery', type: 'timestamptz', nullable: true }) lastDelivery!: Date | null;
  @Column({ type: 'timestamptz', default: () => 'now()' }) created!: Date;
  @Column({ type: 'jsonb', nullable: true }) paging!: unknown;
  /** Secrets of signatures, the present one first, each with the end of its use. */
  @Column({ type: 'jsonb', nullable: true }) secrets!: unknown;
  @Column({ type: 'jsonb', default: {} }) position!: unknown;
  @Column({ type: 'integer', default: 0 }) failures!: number;
  @Column({ name: 'not_before', type: 'timestamptz', nullable: true }) notBefore!: Date | null;
  @Column({ name: 'last_checked', type: 'timestamptz', nullable: true }) lastChecked!: Date | null;
  @Column({ name: 'stale_since', type: 'timestamptz', nullable: true }) staleSince!: Date | null;
}

/** One look at a pull or folder source. */
@Entity({ name: 'source_run' })
@Check('source_run_state_check', `state IN ('running', 'done', 'failed')`)
@Index('source_run_running_key', { synchronize: false })
@Index('source_run_source_idx', { synchronize: false })
export class SourceRunEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'source_run_pkey' }) id!: string;
  @Column({ type: 'varchar', length: 64 })
  @ForeignKey(() => SourceEntity, { name: 'source_run_source_fkey' })
  source!: string;
  @Column({ type: 'varchar', length: 16, default: 'running' }) state!: string;
  @Column({ type: 'timestamptz', default: () => 'now()' }) started!: Date;
  /** Its last sign of life; a run without one for a while was left behind by its process. */
  @Column({ type: 'timestamptz', default: () => 'now()' }) beat!: Date;
  @Column({ type: 'timestamptz', nullable: true }) finished!: Date | null;
  @Column({ type: 'integer', default: 0 }) pages!: number;
  @Column({ type: 'jsonb', nullable: true }) problem!: unknown;
}

/** One received document or batch. */
@Entity({ name: 'delivery' })
@Index('delivery_mapping_idx', { synchronize: false })
@Index('delivery_rereads_key', { synchronize: false })
@Check('delivery_state_check', `state IN ('accepted', 'reading', 'done', 'refused')`)
@Index('delivery_undone_idx', { synchronize: false })
@Index('delivery_source_idx', { synchronize: false })
@Index('delivery_run_idx', { synchronize: false })
export class DeliveryEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'delivery_pkey' }) id!: string;
  @Column({ type: 'varchar', length: 64 })
  @ForeignKey(() => SourceEntity, { name: 'delivery_source_fkey' })
  source!: string;
  @Column({ name: 'raw_sha256', type: 'char', length: 64 })
  @ForeignKey(() => RawDocumentEntity, { name: 'delivery_raw_sha256_fkey' })
  rawSha256!: string;
  @Column({ name: 'content_type', type: 'varchar', length: 200, nullable: true }) contentType!: string | null;
  @Column({ type: 'varchar', length: 100, nullable: true }) format!: string | null;
  @Column({ type: 'varchar', length: 16 }) state!: string;
  @Column({ name: 'run_id', type: 'uuid', nullable: true })
  @ForeignKey(() => SourceRunEntity, { name: 'delivery_run_id_fkey' })
  runId!: string | null;
  /** Readings that began; more than a few without an end mean that an item ends its process. */
  @Column({ type: 'integer', default: 0 }) readings!: number;
  /** Bytes of the raw document that are read. */
  @Column({ name: 'read_bytes', type: 'bigint', default: 0 }) readBytes!: string;
  @Column({ name: 'received_items', type: 'integer', default: 0 }) receivedItems!: number;
  @Column({ type: 'jsonb', nullable: true }) problem!: unknown;
  @Column({ type: 'varchar', length: 64, nullable: true }) traceparent!: string | null;
  /** Fingerprint of the mapping that its notices were read by; null once its document is read again. */
  @Column({ type: 'char', length: 64, nullable: true }) mapping!: string | null;
  /** The delivery whose document this one reads again. */
  @Column({ type: 'uuid', nullable: true })
  @ForeignKey(() => DeliveryEntity, { name: 'delivery_rereads_fkey' })
  rereads!: string | null;
  @Column({ type: 'timestamptz', default: () => 'now()' }) accepted!: Date;
  @Column({ type: 'timestamptz', nullable: true }) started!: Date | null;
  @Column({ type: 'timestamptz', nullable: true }) finished!: Date | null;
}

/** An item that ends the process that reads it, and how it did. */
@Entity({ name: 'poison' })
export class PoisonEntity {
  @PrimaryColumn({ name: 'delivery_id', type: 'uuid', primaryKeyConstraintName: 'poison_pkey' })
  @ForeignKey(() => DeliveryEntity, { name: 'poison_delivery_id_fkey' })
  deliveryId!: string;
  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'poison_pkey' }) ordinal!: number;
  @Column({ type: 'text' }) reason!: string;
  @Column({ type: 'timestamptz', default: () => 'now()' }) at!: Date;
}

/** What became of one item of a delivery. */
@Entity({ name: 'delivery_item' })
@Check(
  'delivery_item_outcome_check',
  `outcome IN ('applied', 'unchanged', 'superseded', 'duplicate', 'quarantined', 'pending')`,
)
export class DeliveryItemEntity {
  @PrimaryColumn({ name: 'delivery_id', type: 'uuid', primaryKeyConstraintName: 'delivery_item_pkey' })
  deliveryId!: string;
  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'delivery_item_pkey' }) ordinal!: number;
  @Column({ type: 'text' }) pointer!: string;
  @Column({ type: 'varchar', length: 32, nullable: true }) kind!: string | null;
  @Column({ type: 'text', nullable: true }) key!: string | null;
  @Column({ type: 'varchar', length: 16 }) outcome!: string;
  @Column({ type: 'jsonb', nullable: true }) problem!: unknown;
}

/** An item that waits for a person. */
@Entity({ name: 'quarantine' })
@Check('quarantine_state_check', `state IN ('open', 'retried', 'discarded')`)
@Unique('quarantine_item_key', ['deliveryId', 'ordinal'])
@ForeignKey(() => DeliveryItemEntity, ['deliveryId', 'ordinal'], ['deliveryId', 'ordinal'], {
  name: 'quarantine_item_fkey',
})
@Index('quarantine_open_idx', { synchronize: false })
@Index('quarantine_source_idx', { synchronize: false })
export class QuarantineEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'quarantine_pkey' }) id!: string;
  @Column({ name: 'delivery_id', type: 'uuid' }) deliveryId!: string;
  @Column({ type: 'integer' }) ordinal!: number;
  @Column({ type: 'varchar', length: 64 }) source!: string;
  @Column({ type: 'text' }) pointer!: string;
  @Column({ type: 'jsonb' }) problem!: unknown;
  @Column({ type: 'text', nullable: true }) fragment!: string | null;
  @Column({ type: 'varchar', length: 16, default: 'open' }) state!: string;
  @Column({ type: 'timestamptz', default: () => 'now()' }) created!: Date;
}

/** What was decided about a quarantined item, by whom and why; append-only. */
@Entity({ name: 'quarantine_decision' })
@Check('quarantine_decision_action_check', `action IN ('retry', 'discard')`)
@Index('quarantine_decision_item_idx', ['quarantineId', 'id'])
export class QuarantineDecisionEntity {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'quarantine_decision_pkey',
  })
  id!: string;
  @Column({ name: 'quarantine_id', type: 'uuid' })
  @ForeignKey(() => QuarantineEntity, { name: 'quarantine_decision_quarantine_id_fkey' })
  quarantineId!: string;
  @Column({ type: 'varchar', length: 16 }) action!: string;
  @Column({ type: 'varchar', length: 64 }) actor!: string;
  @Column({ type: 'text', nullable: true }) reason!: string | null;
  @Column({ name: 'raw_sha256', type: 'char', length: 64, nullable: true })
  @ForeignKey(() => RawDocumentEntity, { name: 'quarantine_decision_raw_sha256_fkey' })
  rawSha256!: string | null;
  @Column({ type: 'varchar', length: 16 }) outcome!: string;
  @Column({ type: 'jsonb', nullable: true }) problem!: unknown;
  @Column({ type: 'timestamptz', default: () => 'now()' }) at!: Date;
}

/** Which consumer had which event (inbox). */
@Entity({ name: 'processed' })
export class ProcessedEntity {
  @PrimaryColumn({ type: 'varchar', length: 32, primaryKeyConstraintName: 'processed_pkey' })
  consumer!: string;
  @PrimaryColumn({
    name: 'event_id',
    type: 'varchar',
    length: 120,
    primaryKeyConstraintName: 'processed_pkey',
  })
  eventId!: string;
  @Column({ type: 'timestamptz', default: () => 'now()' }) at!: Date;
}

/** A job to be handed to a queue after commit. */
@Entity({ name: 'outbox' })
@Index('outbox_pending_idx', { synchronize: false })
@Index('outbox_delivery_idx', { synchronize: false })
export class OutboxEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'outbox_pkey' }) id!: string;
  @Column({ type: 'varchar', length: 32 }) queue!: string;
  @Column({ type: 'varchar', length: 32 }) job!: string;
  @Column({ type: 'jsonb' }) payload!: unknown;
  @Column({ type: 'timestamptz', default: () => 'now()' }) created!: Date;
  @Column({ type: 'timestamptz', nullable: true }) dispatched!: Date | null;
}
