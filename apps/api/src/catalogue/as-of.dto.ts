import { IsOptional, Matches } from 'class-validator';
import { isDay } from '#domain';
import { ListQuery } from '../http/list.dto.ts';
import { ProblemException } from '../http/problem.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** A list as it is on a day. */
export class AsOfQuery extends ListQuery {
  @IsOptional()
  @Matches(DAY, { message: 'asOf must be a calendar date such as 2026-11-24' })
  asOf?: string;
}

/** One thing as it is on a day. */
export class DayQuery {
  @IsOptional()
  @Matches(DAY, { message: 'asOf must be a calendar date such as 2026-11-24' })
  asOf?: string;
}

/** A stated day that exists, else today. */
export function dayOf(stated: string | undefined, parameter = 'asOf'): string {
  const day = stated ?? new Date().toISOString().slice(0, 10);
  if (isDay(day)) return day;
  const detail = `"${day}" is no calendar date. Write it as 2026-11-24.`;
  throw new ProblemException('invalid-input', detail, [{ parameter, detail }]);
}
