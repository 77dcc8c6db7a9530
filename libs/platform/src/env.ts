import 'reflect-metadata';
import { plainToInstance, Transform, Type } from 'class-transformer';
import {
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  MinLength,
  ValidateIf,
  validateSync,
} from 'class-validator';

/** The whole configuration, read once at the composition root; nothing else looks at `process.env`. */
export class Env {
  @IsString() @IsNotEmpty() PLACET_HOST = '127.0.0.1';
  @Type(() => Number) @IsInt() @Min(0) @Max(65535) PLACET_PORT = 3000;
  @IsIn(['all', 'api', 'worker']) PLACET_ROLE: 'all' | 'api' | 'worker' = 'all';
  @IsString() @IsNotEmpty() PLACET_DATA_DIR = '.placet';
  @IsIn(['reference', 'none']) PLACET_SEED: 'reference' | 'none' = 'reference';
  @IsOptional()
  @Matches(/^postgres(ql)?:\/\//, { message: 'must be a postgres:// URL' })
  DATABASE_URL?: string;
  @IsOptional()
  @Matches(/^postgres(ql)?:\/\//, { message: 'must be a postgres:// URL' })
  DATABASE_APP_URL?: string;
  /** Connections to the record that one process holds at most. */
  @Type(() => Number) @IsInt() @Min(2) @Max(200) DATABASE_POOL_SIZE = 10;
  @IsOptional()
  @Matches(/^redis(s|\+sentinel|\+cluster)?:\/\//, {
    message: 'must be a redis://, rediss://, redis+sentinel:// or redis+cluster:// URL',
  })
  REDIS_URL?: string;
  @IsOptional() @MinLength(24, { message: 'must have at least 24 characters' }) PLACET_ADMIN_KEY?: string;
  /** Where browsers reach the service; otherwise what their requests say. */
  @IsOptional()
  @Matches(/^https?:\/\/[^/]+\/?$/, { message: 'must be an http(s) origin such as https://placet.example' })
  PLACET_PUBLIC_URL?: string;
  /** Identity provider of people (OpenID Connect); without TLS only on this machine. */
  @IsOptional()
  @Matches(/^(https:\/\/\S+|http:\/\/(127\.0\.0\.1|localhost|\[::1\])([:/]\S*)?)$/, {
    message: 'must be an https URL (http only for this machine)',
  })
  PLACET_OIDC_ISSUER?: string;
  @ValidateIf((env: Env) => env.PLACET_OIDC_ISSUER !== undefined)
  @IsString({ message: 'is needed beside PLACET_OIDC_ISSUER' })
  PLACET_OIDC_CLIENT_ID?: string;
  @IsOptional() @IsString() PLACET_OIDC_CLIENT_SECRET?: string;
  /** Who bearer tokens must be made for; the client id if it is not said. */
  @IsOptional() @IsString() PLACET_OIDC_AUDIENCE?: string;
  @IsString() @IsNotEmpty() PLACET_OIDC_ROLE_CLAIM = 'placet_role';
  @IsString() @IsNotEmpty() PLACET_OIDC_TENANT_CLAIM = 'placet_tenant';
  /** Mixed into the hashes of keys; the same for all processes on one database. */
  @IsOptional() @MinLength(32, { message: 'must have at least 32 characters' }) PLACET_KEY_PEPPER?: string;
  /** Compressed body of a delivery, in MiB. */
  @Type(() => Number) @IsInt() @Min(1) @Max(2048) PLACET_BODY_MAX_MB = 64;
  /** Requests that one key may send in a minute, counted by each process; 0 is no limit. */
  @Type(() => Number) @IsInt() @Min(0) @Max(10_000_000) PLACET_RATE_LIMIT_PER_MINUTE = 60_000;
  /** The same for all keys and people of one tenant together. */
  @Type(() => Number) @IsInt() @Min(0) @Max(100_000_000) PLACET_TENANT_RATE_LIMIT_PER_MINUTE = 0;
  /** Rows that one export (CSV, JSON Lines, XLSX) has at most. */
  @Type(() => Number) @IsInt() @Min(1) @Max(1_000_000) PLACET_EXPORT_MAX_ROWS = 10_000;
  /** CIDRs that outgoing requests may reach although they are private. */
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string'
      ? value
          .split(',')
          .map((part) => part.trim())
          .filter(Boolean)
      : value,
  )
  @Matches(/^[0-9a-fA-F:.]+\/\d{1,3}$/, { each: true, message: 'must be a comma-separated list of CIDRs' })
  PLACET_EGRESS_ALLOW: string[] = [];
  /** Folders that folder sources may be in; none: the folder `inbox` of the data folder. */
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string'
      ? value
          .split(',')
          .map((part) => part.trim())
          .filter(Boolean)
      : value,
  )
  @Matches(/^\//, { each: true, message: 'must be a comma-separated list of absolute paths' })
  PLACET_FOLDER_ROOTS: string[] = [];
  /** How long a process that is told to end says so at /readyz before it stops answering. */
  @Type(() => Number) @IsInt() @Min(0) @Max(5000) PLACET_DRAIN_MS = 1000;
  @Type(() => Number) @IsInt() @Min(500) JOB_LOCK_MS = 5000;
  @Type(() => Number) @IsInt() @Min(250) JOB_STALLED_MS = 2000;
  @Type(() => Number) @IsInt() @Min(250) RECONCILE_MS = 5000;
  /** How long a worker may get nothing done although jobs wait, before it counts as stuck; longer than any job is silent. */
  @Type(() => Number) @IsInt() @Min(1000) PLACET_STUCK_MS = 120_000;
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? value.split(',').map(Number) : value,
  )
  @IsInt({ each: true, message: 'must be a comma-separated list of milliseconds' })
  WEBHOOK_RETRY_SCHEDULE_MS: number[] = [
    5_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 50_400_000, 72_000_000, 86_400_000,
  ];
  @IsIn(['fatal', 'error', 'warn', 'log', 'debug', 'verbose']) PLACET_LOG_LEVEL:
    'fatal' | 'error' | 'warn' | 'log' | 'debug' | 'verbose' = 'log';
  @IsOptional()
  @Matches(/^https?:\/\//, { message: 'must be an http(s) URL' })
  OTEL_EXPORTER_OTLP_ENDPOINT?: string;
}

/** Raised when the configuration is refused; names variables and reasons, never values. */
export class InvalidEnvironment extends Error {}

const NAMES = Object.keys(new Env()).concat(
  'DATABASE_URL',
  'DATABASE_APP_URL',
  'REDIS_URL',
  'PLACET_ADMIN_KEY',
  'PLACET_KEY_PEPPER',
  'PLACET_PUBLIC_URL',
  'PLACET_OIDC_ISSUER',
  'PLACET_OIDC_CLIENT_ID',
  'PLACET_OIDC_CLIENT_SECRET',
  'PLACET_OIDC_AUDIENCE',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
);

/** Validates the environment once; empty values count as absent. */
export function parseEnv(variables: Readonly<Record<string, string | undefined>>): Env {
  const stated = Object.fromEntries(
    NAMES.map((name) => [name, variables[name]]).filter(([, value]) => value !== undefined && value !== ''),
  );
  const env = plainToInstance(Env, stated, { exposeDefaultValues: true });
  const errors = validateSync(env, { forbidUnknownValues: false });
  if (errors.length > 0) {
    const lines = errors.map(
      (error) => `  ${error.property}: ${Object.values(error.constraints ?? {}).join('; ')}`,
    );
    throw new InvalidEnvironment(
      `The environment is refused:\n${lines.join('\n')}\nCorrect these variables and start again (see .env.example).`,
    );
  }
  return env;
}
