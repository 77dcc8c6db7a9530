import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  MaxLength,
} from 'class-validator';
import { DEFAULT_NEEDS, type DefaultNeed, VERDICTS } from '#domain';
import { List, ListQuery } from '../http/list.dto.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})$/;
export const EXPLAIN = ['none', 'summary', 'full'] as const;

/** The need parameters that every question shares. */
export class QuestionQuery extends ListQuery {
  @IsOptional()
  @IsIn(DEFAULT_NEEDS, { message: `need must be one of ${DEFAULT_NEEDS.join(', ')}` })
  need?: DefaultNeed;
  @IsOptional()
  @List()
  @IsArray()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @Length(1, 100, { each: true })
  buyerKind?: string[];
  @IsOptional()
  @List()
  @IsArray()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @Length(1, 100, { each: true })
  sector?: string[];
  @IsOptional() @IsString() @Length(1, 100) workload?: string;
  @IsOptional() @IsString() @Length(1, 100) dataClass?: string;
  @IsOptional() @IsString() @Length(1, 40) contractValue?: string;
  @IsOptional()
  @List()
  @IsArray()
  @ArrayMaxSize(50)
  @Matches(/^[A-Z]{2}$/, { each: true, message: 'regions must be country codes such as KR,DE' })
  regions?: string[];
  @IsOptional() @Matches(DAY, { message: 'asOf must be a calendar date such as 2026-11-24' }) asOf?: string;
  @IsOptional()
  @Matches(INSTANT, { message: 'knownAt must be an RFC 3339 instant such as 2026-03-03T00:00:00Z' })
  knownAt?: string;
  @IsOptional() @IsString() @MaxLength(400) weights?: string;
  @IsOptional() @IsString() unknowns?: string;
}

/** A ranking over HTTP GET. */
export class RankingQuery extends QuestionQuery {
  @IsOptional()
  @List()
  @IsArray()
  @IsIn(VERDICTS, { each: true, message: `verdict must be one of ${VERDICTS.join(', ')}` })
  verdict?: (typeof VERDICTS)[number][];
  @IsOptional()
  @IsIn(EXPLAIN, { message: `explain must be one of ${EXPLAIN.join(', ')}` })
  explain: (typeof EXPLAIN)[number] = 'none';
}

/** A decision about one offering. */
export class DecisionQuery extends QuestionQuery {
  @IsString() @Length(1, 200) offering!: string;
  @IsString() @Length(1, 8) market!: string;
}

/** A ranking for a market or a notice as a body: the same, any need path, and extra constraints in the requirement language. */
export class RankingBody extends RankingQuery {
  @IsOptional() @IsString() @Length(1, 8) market?: string;
  @IsOptional() @IsUUID(undefined, { message: 'notice must be the id of a notice' }) notice?: string;
  @IsOptional() @IsString() @Length(1, 200) lot?: string;
  @IsOptional()
  @IsObject({ message: 'needs must be an object of need path → value, such as {"buyer.kind": ["bank"]}' })
  needs?: Record<string, unknown>;
  /** A test of the requirement language that every offering must also meet. */
  @IsOptional() where?: unknown;
}
