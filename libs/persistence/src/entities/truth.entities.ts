import { Check, Column, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** One version of a reference document, with the time it was believed. */
@Entity({ name: 'document_version' })
@Index('document_version_current_key', { synchronize: false })
@Index('document_version_history_idx', { synchronize: false })
export class DocumentVersionEntity {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'document_version_pkey',
  })
  id!: string;
  @Column({ type: 'varchar', length: 32 }) kind!: string;
  @Column({ type: 'text' }) key!: string;
  @Column({ type: 'text' }) version!: string;
  /** Which correction of the version it says it is. */
  @Column({ type: 'integer', nullable: true }) revision!: number | null;
  @Column({ type: 'jsonb' }) body!: unknown;
  @Column({ type: 'char', length: 64 }) hash!: string;
  @Column({ type: 'tstzrange' }) recorded!: string;
  @Column({ name: 'delivery_id', type: 'uuid', nullable: true }) deliveryId!: string | null;
  /** When it was accepted: what was accepted later wins, whatever was read first. */
  @Column({ type: 'timestamptz', default: () => 'now()' }) arrived!: Date;
  /** Place of the item in its delivery, which orders contents of one delivery. */
  @Column({ type: 'integer', default: 0 }) ordinal!: number;
  @Column({ type: 'text', nullable: true }) pointer!: string | null;
  /** The transactions that began and ended it: what the change log says at a position, the record can show. */
  @Column({ name: 'from_xid', type: 'bigint', default: '0' }) fromXid!: string;
  @Column({ name: 'to_xid', type: 'bigint', nullable: true }) toXid!: string | null;
}

/** One statement on two time axes. */
@Entity({ name: 'fact' })
@Check('fact_grade_check', `grade IN ('claimed', 'documented', 'audited', 'registered')`)
@Index('fact_current_key', { synchronize: false })
@Index('fact_subject_idx', ['subject', 'attribute'])
export class FactEntity {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'fact_pkey',
  })
  id!: string;
  @Column({ type: 'text' }) statement!: string;
  @Column({ type: 'text' }) subject!: string;
  @Column({ type: 'text' }) attribute!: string;
  @Column({ type: 'jsonb' }) value!: unknown;
  @Column({ type: 'boolean' }) complete!: boolean;
  @Column({ type: 'varchar', length: 16 }) grade!: string;
  @Column({ name: 'spoken_by', type: 'varchar', length: 16 }) spokenBy!: string;
  @Column({ type: 'varchar', length: 8 }) confidence!: string;
  @Column({ type: 'text' }) origin!: string;
  @Column({ type: 'jsonb' }) body!: unknown;
  @Column({ type: 'char', length: 64 }) hash!: string;
  @Column({ type: 'daterange' }) valid!: string;
  @Column({ type: 'tstzrange' }) recorded!: string;
  @Column({ name: 'delivery_id', type: 'uuid', nullable: true }) deliveryId!: string | null;
}

/** Present state of a procedure, for search. */
@Entity({ name: 'notice' })
@Unique('notice_source_key_key', ['source', 'key'])
@Index('notice_search_idx', { synchronize: false })
@Index('notice_title_trgm_idx', { synchronize: false })
@Index('notice_classification_idx', { synchronize: false })
@Index('notice_order_idx', { synchronize: false })
@Index('notice_market_idx', ['market', 'deadline'])
@Index('notice_relevance_idx', { synchronize: false })
@Index('notice_deadline_idx', ['deadline', 'id'])
@Index('notice_amount_idx', { synchronize: false })
@Index('notice_buyer_idx', ['buyer'])
@Index('notice_judged_idx', ['judged'])
@Check('notice_body_check', '(body IS NULL) <> (version_id IS NULL)')
@Check('notice_relevance_band_check', "relevance_band IN ('relevant', 'possible', 'no')")
export class NoticeEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'notice_pkey' }) id!: string;
  @Column({ type: 'varchar', length: 64 }) source!: string;
  @Column({ type: 'text' }) key!: string;
  @Column({ type: 'varchar', length: 8, nullable: true }) market!: string | null;
  @Column({ type: 'varchar', length: 32 }) kind!: string;
  @Column({ type: 'varchar', length: 32 }) status!: string;
  @Column({ type: 'text', nullable: true }) title!: string | null;
  @Column({ type: 'text', nullable: true }) buyer!: string | null;
  @Column({ type: 'timestamptz', nullable: true }) published!: Date | null;
  @Column({ type: 'timestamptz', nullable: true }) deadline!: Date | null;
  @Column({ type: 'char', length: 3, nullable: true }) currency!: string | null;
  @Column({ type: 'numeric', nullable: true }) amount!: string | null;
  @Column({ type: 'text', array: true, default: '{}' }) classification!: string[];
  @Column({ type: 'integer' }) versions!: number;
  /** The publication that is the present state; null where that is merged from several and stands in `body`. */
  @Column({ name: 'version_id', type: 'bigint', nullable: true }) versionId!: string | null;
  @Column({ type: 'json', nullable: true }) body!: unknown;
  @Column({ type: 'tsvector' }) search!: string;
  @Column({ type: 'timestamptz', default: () => 'now()' }) changed!: Date;
  @Column({ name: 'relevance_band', type: 'varchar', length: 16, nullable: true }) relevanceBand!:
    string | null;
  @Column({ name: 'relevance_score', type: 'numeric', nullable: true }) relevanceScore!: string | null;
  @Column({ type: 'jsonb', nullable: true }) relevance!: unknown;
  @Column({ name: 'clause_hints', type: 'jsonb', nullable: true }) clauseHints!: unknown;
  @Column({ type: 'bigint', default: 0 }) judged!: string;
}

/** One publication of a procedure. */
@Entity({ name: 'notice_version' })
@Unique('notice_version_hash_key', ['noticeId', 'version', 'hash'])
export class NoticeVersionEntity {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'notice_version_pkey',
  })
  id!: string;
  @Column({ name: 'notice_id', type: 'uuid' }) noticeId!: string;
  @Column({ type: 'text' }) version!: string;
  @Column({ type: 'json' }) body!: unknown;
  /** As `text_pack`, of publications that earlier versions of Placet stored. */
  @Column({ type: 'text', nullable: true }) raw!: string | null;
  /** The source's own text where publications are merged from it; null elsewhere, since its raw document has it. */
  @Column({ name: 'text_pack', type: 'bigint', nullable: true }) textPack!: string | null;
  /** Place among the texts of the pack, from 0. */
  @Column({ name: 'text_place', type: 'smallint', nullable: true }) textPlace!: number | null;
  @Column({ type: 'varchar', length: 100 }) format!: string;
  @Column({ type: 'char', length: 64 }) hash!: string;
  @Column({ type: 'boolean', default: false }) conflict!: boolean;
  @Column({ type: 'timestamptz', default: () => 'now()' }) recorded!: Date;
  @Column({ name: 'delivery_id', type: 'uuid' }) deliveryId!: string;
  @Column({ type: 'text' }) pointer!: string;
  /** The re-reading that gave the same text another key or version; null while the publication stands. */
  @Column({ name: 'withdrawn_by', type: 'uuid', nullable: true }) withdrawnBy!: string | null;
}

/** The sources' own texts of a few publications, compressed together; its id is that of the first of them. */
@Entity({ name: 'text_pack' })
export class TextPackEntity {
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'text_pack_pkey' }) id!: string;
  @Column({ type: 'bytea' }) bytes!: Buffer;
}

/** One entry of the ordered change log. */
@Entity({ name: 'change' })
@Index('change_order_idx', ['xid', 'seq'])
@Index('change_kind_idx', { synchronize: false })
@Index('change_world_idx', { synchronize: false })
export class ChangeEntity {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'change_pkey',
  })
  seq!: string;
  @Column({ type: 'bigint' }) xid!: string;
  @Column({ type: 'varchar', length: 32 }) kind!: string;
  @Column({ type: 'text' }) key!: string;
  @Column({ type: 'text', nullable: true }) version!: string | null;
  @Column({ name: 'delivery_id', type: 'uuid', nullable: true }) deliveryId!: string | null;
  @Column({ type: 'timestamptz', default: () => 'now()' }) at!: Date;
}
