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

const VERDICTS = `'eligible', 'conditional', 'unregulated', 'unknown', 'ineligible'`;

/** A question whose verdicts are kept: a default need of a market, or a need that somebody watches. */
@Entity({ name: 'standing_question' })
@Unique('standing_question_digest_key', ['digest'])
@Index('standing_question_market_idx', ['market'])
@Check('standing_question_base_check', `base IN ('public', 'regulated', 'private')`)
@Check('standing_question_need_check', '(base IS NULL) <> (need IS NULL)')
export class StandingQuestionEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'standing_question_pkey' }) id!: string;
  @Column({ type: 'varchar', length: 8 }) market!: string;
  /** Which default need of the market it asks; its content is the market's. */
  @Column({ type: 'varchar', length: 16, nullable: true }) base!: string | null;
  @Column({ type: 'jsonb', nullable: true }) need!: unknown;
  /** Deal-breakers in the requirement language, as they were written. */
  @Column({ type: 'jsonb', nullable: true }) condition!: unknown;
  @Column({ type: 'text', nullable: true }) tenant!: string | null;
  @Column({ type: 'char', length: 64 }) digest!: string;
  @Column({ type: 'timestamptz', default: () => 'now()' }) created!: Date;
  /** Position and day of its first verdicts; changes of verdict are told from there on. */
  @Column({ type: 'text', nullable: true }) since!: string | null;
  @Column({ name: 'since_day', type: 'date', nullable: true }) sinceDay!: string | null;
  @Column({ type: 'timestamptz', nullable: true }) ended!: Date | null;
}

/** The verdict that stands for an offering; without a row it has none. */
@Entity({ name: 'verdict' })
@Check('verdict_verdict_check', `verdict IN (${VERDICTS})`)
export class VerdictEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'verdict_pkey' })
  @ForeignKey(() => StandingQuestionEntity, { name: 'verdict_question_fkey' })
  question!: string;
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'verdict_pkey' }) offering!: string;
  @Column({ type: 'text' }) vendor!: string;
  @Column({ type: 'varchar', length: 16 }) verdict!: string;
  /** The day from which on it stands. */
  @Column({ type: 'date' }) since!: string;
}

/** One change of a standing verdict, with its cause; rows are only ever added. */
@Entity({ name: 'verdict_transition' })
@Index('verdict_transition_market_idx', ['market', 'id'])
@Index('verdict_transition_vendor_idx', ['vendor', 'id'])
@Index('verdict_transition_question_idx', ['question', 'id'])
@Check('verdict_transition_cause_check', `cause IN ('change', 'day')`)
@Check('verdict_transition_verdict_check', 'from_verdict IS DISTINCT FROM to_verdict')
@Check('verdict_transition_change_check', `(cause = 'change') = (change_seq IS NOT NULL)`)
export class VerdictTransitionEntity {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'verdict_transition_pkey',
  })
  id!: string;
  @Column({ type: 'uuid' })
  @ForeignKey(() => StandingQuestionEntity, { name: 'verdict_transition_question_fkey' })
  question!: string;
  @Column({ type: 'varchar', length: 8 }) market!: string;
  @Column({ type: 'text' }) offering!: string;
  @Column({ type: 'text' }) vendor!: string;
  @Column({ name: 'from_verdict', type: 'varchar', length: 16, nullable: true }) fromVerdict!: string | null;
  @Column({ name: 'to_verdict', type: 'varchar', length: 16, nullable: true }) toVerdict!: string | null;
  @Column({ name: 'as_of', type: 'date' }) asOf!: string;
  /** Position of the change log that the projection had reached with it. */
  @Column({ type: 'text' }) position!: string;
  @Column({ type: 'varchar', length: 8 }) cause!: string;
  @Column({ name: 'change_seq', type: 'bigint', nullable: true }) changeSeq!: string | null;
  /** What ended or began on the day. */
  @Column({ type: 'jsonb', nullable: true }) thing!: unknown;
  /** The gates that came out differently. */
  @Column({ type: 'jsonb' }) gates!: unknown;
  @Column({ type: 'timestamptz', default: () => 'now()' }) at!: Date;
}

/** How far a follower of the change log is. */
@Entity({ name: 'projection' })
export class ProjectionEntity {
  @PrimaryColumn({ type: 'varchar', length: 32, primaryKeyConstraintName: 'projection_pkey' }) name!: string;
  @Column({ type: 'text' }) position!: string;
  /** The day that its verdicts are for. */
  @Column({ type: 'date' }) day!: string;
  @Column({ type: 'timestamptz', default: () => 'now()' }) at!: Date;
}
