import { applyDecorators } from '@nestjs/common';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { DEFAULT_NEEDS, type DefaultNeed } from '#domain';
import { ListQuery } from '../http/list.dto.ts';

/** Sides of a comparison that still fit next to each other. */
const OFFERINGS_MAX = 20;
const NEEDS_MAX = 20;

/** One question of a shortlist. */
export class ShortlistNeedBody {
  @IsString() @Length(1, 8) market!: string;
  @IsOptional()
  @IsIn(DEFAULT_NEEDS, { message: `need must be one of ${DEFAULT_NEEDS.join(', ')}` })
  need?: DefaultNeed;
  @IsOptional()
  @IsObject({ message: 'needs must be an object of need path → value, such as {"buyer.kind": ["bank"]}' })
  needs?: Record<string, unknown>;
}

const IsListOfNeeds = (): PropertyDecorator =>
  applyDecorators(
    IsArray(),
    ArrayNotEmpty({ message: 'needs must hold at least one question, such as {"market": "KR"}' }),
    ArrayMaxSize(NEEDS_MAX),
    IsObject({ each: true, message: 'each need must be an object such as {"market": "KR"}' }),
    ValidateNested({ each: true }),
    Type(() => ShortlistNeedBody),
  );

/** What a shortlist may leave open. */
class ShortlistBody {
  /** A test of the requirement language that every offering must also meet; null for none. */
  @IsOptional() dealBreakers?: unknown;
  @IsOptional() @IsString() @MaxLength(400) weights?: string;
  @IsOptional() @IsString() @MaxLength(40) unknowns?: string;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(OFFERINGS_MAX)
  @IsString({ each: true })
  @Length(1, 200, { each: true })
  offerings?: string[];
}

/** What is changed of a shortlist; what is left out stays. */
export class ShortlistChange extends ShortlistBody {
  @IsOptional() @IsString() @Length(1, 200) name?: string;
  @IsOptional() @IsListOfNeeds() needs?: ShortlistNeedBody[];
}

/** A new shortlist. */
export class NewShortlist extends ShortlistBody {
  @IsString() @Length(1, 200) name!: string;
  @IsListOfNeeds() needs!: ShortlistNeedBody[];
}

/** As of which day, and as known when, a shortlist is compared. */
export class ShortlistComparisonQuery extends ListQuery {
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'asOf must be a calendar date such as 2026-11-24' })
  asOf?: string;
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})$/, {
    message: 'knownAt must be an RFC 3339 instant such as 2026-03-03T00:00:00Z',
  })
  knownAt?: string;
}
