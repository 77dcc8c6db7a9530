import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

const KEY = { primaryKeyConstraintName: 'job_tally_pkey' };

/** How many attempts at jobs fell into one bucket of durations within one minute, over all workers. */
@Entity({ name: 'job_tally' })
@Check('job_tally_outcome_check', `outcome IN ('done', 'failed')`)
@Check('job_tally_measure_check', `measure IN ('waited', 'took')`)
@Index('job_tally_minute_idx', ['minute'])
export class JobTallyEntity {
  @PrimaryColumn({ type: 'varchar', length: 64, ...KEY }) queue!: string;
  @PrimaryColumn({ type: 'varchar', length: 64, ...KEY }) job!: string;
  @PrimaryColumn({ type: 'varchar', length: 8, ...KEY }) outcome!: string;
  @PrimaryColumn({ type: 'varchar', length: 8, ...KEY }) measure!: string;
  @PrimaryColumn({ type: 'timestamptz', ...KEY }) minute!: Date;
  @PrimaryColumn({ type: 'smallint', ...KEY }) bucket!: number;
  @Column({ type: 'integer' }) jobs!: number;
}
