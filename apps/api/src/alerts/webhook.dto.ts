import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Max,
  Min,
} from 'class-validator';
import type { EventType } from '#application';
import { WANTED_TYPES } from './audience.ts';

const WRONG = {
  types: `types must name types of events: ${WANTED_TYPES.join(', ')}`,
  instant: { message: '$property must be an RFC 3339 instant, such as 2026-11-01T00:00:00Z' },
};

/** A new webhook. */
export class NewWebhook {
  @IsString() @Length(1, 200) name!: string;
  @IsString() @Length(1, 2000) url!: string;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @IsIn(WANTED_TYPES, { each: true, message: WRONG.types })
  types?: EventType[];
  @IsOptional() @IsArray() @ArrayMaxSize(200) @IsString({ each: true }) markets?: string[];
  @IsOptional() @IsArray() @ArrayMaxSize(200) @IsString({ each: true }) vendors?: string[];
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(200)
  @IsUUID(undefined, { each: true, message: 'watches must be ids of watches' })
  watches?: string[];
  @IsOptional() @IsBoolean() ordered?: boolean;
  @IsOptional() @IsInt() @Min(1) @Max(16) concurrency?: number;
}

/** A change of a webhook: what is absent stays. */
export class WebhookChange {
  @IsOptional() @IsString() @Length(1, 200) name?: string;
  @IsOptional() @IsString() @Length(1, 2000) url?: string;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @IsIn(WANTED_TYPES, { each: true, message: WRONG.types })
  types?: EventType[];
  @IsOptional() @IsArray() @ArrayMaxSize(200) @IsString({ each: true }) markets?: string[];
  @IsOptional() @IsArray() @ArrayMaxSize(200) @IsString({ each: true }) vendors?: string[];
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(200)
  @IsUUID(undefined, { each: true, message: 'watches must be ids of watches' })
  watches?: string[];
  @IsOptional() @IsBoolean() ordered?: boolean;
  @IsOptional() @IsInt() @Min(1) @Max(16) concurrency?: number;
  @IsOptional()
  @IsIn(['active', 'paused'], { message: 'state must be active or paused' })
  state?: 'active' | 'paused';
}

/** Which time is sent again. */
export class ReplayQuery {
  @IsISO8601({ strict: true, strictSeparator: true }, WRONG.instant) since!: string;
  @IsOptional() @IsISO8601({ strict: true, strictSeparator: true }, WRONG.instant) until?: string;
}
