import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** An organisation that uses this installation. */
@Entity({ name: 'tenant' })
@Check('tenant_id_check', `id ~ '^[a-z0-9][a-z0-9-]{0,62}$'`)
export class TenantEntity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'tenant_pkey' }) id!: string;
  @Column({ type: 'varchar', length: 200 }) name!: string;
  @Column({ type: 'timestamptz', default: () => 'now()' }) created!: Date;
  @Column({ type: 'timestamptz', nullable: true }) disabled!: Date | null;
  @Column({ type: 'integer', default: 1 }) version!: number;
}

/** An API key, without its secret. */
@Entity({ name: 'api_key' })
@Check(
  'api_key_role_check',
  `role IN ('sender', 'sales', 'enterprise', 'analyst', 'ops', 'auditor', 'admin')`,
)
@Index('api_key_client_idx', ['client'])
export class ApiKeyEntity {
  @PrimaryColumn({ type: 'varchar', length: 32, primaryKeyConstraintName: 'api_key_pkey' }) id!: string;
  @Column({ type: 'varchar', length: 200 }) name!: string;
  @Column({ type: 'varchar', length: 16 }) role!: string;
  @Column({ type: 'varchar', length: 64, nullable: true }) source!: string | null;
  @Column({ name: 'secret_hash', type: 'char', length: 64 }) secretHash!: string;
  @Column({ type: 'timestamptz', default: () => 'now()' }) created!: Date;
  @Column({ type: 'timestamptz', nullable: true }) expires!: Date | null;
  @Column({ type: 'timestamptz', nullable: true }) revoked!: Date | null;
  @Column({ name: 'last_used', type: 'timestamptz', nullable: true }) lastUsed!: Date | null;
  @Column({ type: 'text' })
  @ForeignKey(() => TenantEntity, { name: 'api_key_tenant_fkey' })
  tenant!: string;
  @Column({ type: 'varchar', length: 32 }) client!: string;
  @Column({ type: 'text', array: true, nullable: true }) scopes!: string[] | null;
}

/** A session that was ended before its time. */
@Entity({ name: 'ended_session' })
@Index('ended_session_until_idx', ['until'])
export class EndedSessionEntity {
  @PrimaryColumn({ type: 'varchar', length: 32, primaryKeyConstraintName: 'ended_session_pkey' }) id!: string;
  /** When it would have ended by itself. */
  @Column({ type: 'timestamptz' }) until!: Date;
}

/** A small fact about this installation. */
@Entity({ name: 'setting' })
export class SettingEntity {
  @PrimaryColumn({ type: 'varchar', length: 128, primaryKeyConstraintName: 'setting_pkey' }) name!: string;
  @Column({ type: 'jsonb' }) value!: unknown;
}

/** What was answered to a request that its sender may repeat, for a day. */
@Entity({ name: 'idempotency' })
@Index('idempotency_claimed_idx', ['claimed'])
export class IdempotencyEntity {
  @PrimaryColumn({ type: 'varchar', length: 64, primaryKeyConstraintName: 'idempotency_pkey' })
  principal!: string;
  @PrimaryColumn({ type: 'varchar', length: 255, primaryKeyConstraintName: 'idempotency_pkey' }) key!: string;
  @Column({ type: 'uuid' }) claim!: string;
  @Column({ type: 'timestamptz', default: () => 'now()' }) claimed!: Date;
  @Column({ type: 'char', length: 64, nullable: true }) request!: string | null;
  /** Sealed with a secret that is not in the database: answers may show a key that is shown once. */
  @Column({ type: 'bytea', nullable: true }) answer!: Buffer | null;
}
