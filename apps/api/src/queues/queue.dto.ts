import { Transform } from 'class-transformer';
import {
  IsInt,
  IsISO8601,
  IsOptional,
  IsRFC3339,
  IsString,
  Length,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { ListQuery, QUERY_STRING, wholeNumber } from '../http/list.dto.ts';

const GROUP = /^[0-9a-f]{12}$/;
const DAY_MINUTES = 1440;

/** Queues with their figures over the last minutes. */
export class QueueListQuery extends ListQuery {
  @IsOptional()
  @Transform(wholeNumber, { groups: [QUERY_STRING] })
  @IsInt({ message: 'minutes must be a whole number' })
  @Min(1, { message: 'minutes must be at least 1' })
  @Max(DAY_MINUTES, { message: 'minutes must be at most 1440, a day' })
  minutes = 60;
}

/** One queue with its figures over the last minutes. */
export class QueueQuery {
  @IsOptional()
  @Transform(wholeNumber, { groups: [QUERY_STRING] })
  @IsInt({ message: 'minutes must be a whole number' })
  @Min(1, { message: 'minutes must be at least 1' })
  @Max(DAY_MINUTES, { message: 'minutes must be at most 1440, a day' })
  minutes = 60;
}

/** Which failed jobs are shown. */
export class FailureListQuery extends ListQuery {
  @IsOptional() @IsString() @Length(1, 64) job?: string;
  @IsOptional()
  @Matches(GROUP, { message: 'group must be the id of a failure group, 12 hexadecimal digits' })
  group?: string;
  @IsOptional()
  @IsRFC3339({ message: 'since must be an RFC 3339 timestamp such as 2026-11-24T09:00:00Z' })
  @IsISO8601({ strict: true }, { message: 'since must be an instant that exists' })
  since?: string;
}

/** Which failed jobs are given their attempts again; all by default, up to the limit. */
export class RedriveBody {
  @IsOptional() @IsString() @Length(1, 64) job?: string;
  @IsOptional()
  @Matches(GROUP, { message: 'group must be the id of a failure group, 12 hexadecimal digits' })
  group?: string;
  @IsOptional()
  @IsRFC3339({ message: 'since must be an RFC 3339 timestamp such as 2026-11-24T09:00:00Z' })
  @IsISO8601({ strict: true }, { message: 'since must be an instant that exists' })
  since?: string;
  @IsOptional()
  @IsInt({ message: 'limit must be a whole number' })
  @Min(1, { message: 'limit must be at least 1' })
  @Max(1000, { message: 'limit must be at most 1000' })
  limit = 100;
}
