import { Transform } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

/** Group of the conversions that only a query string needs, where everything is text; a body states its types. */
export const QUERY_STRING = 'query-string';

/** A whole number out of a query string. */
export function wholeNumber({ value }: { value: unknown }): unknown {
  return typeof value === 'string' && /^-?\d{1,9}$/.test(value) ? Number(value) : value;
}

/** Paging of every list: at most 200 items, then a cursor. */
export class ListQuery {
  @IsOptional()
  @Transform(wholeNumber, { groups: [QUERY_STRING] })
  @IsInt({ message: 'limit must be a whole number' })
  @Min(1, { message: 'limit must be at least 1' })
  @Max(200, { message: 'limit must be at most 200' })
  limit = 50;

  @IsOptional()
  @IsString()
  @MaxLength(2000)
  cursor?: string;
}

/** Comma-separated or repeated query values as a list. */
export const List = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) =>
    (Array.isArray(value) ? value : [value]).flatMap((part: unknown) =>
      typeof part === 'string' ? part.split(',').map((word) => word.trim()) : [part],
    ),
  );
