import { ParseUUIDPipe } from '@nestjs/common';
import { ProblemException } from '../http/problem.ts';

/** Answers 404 for what can't be the id of a notice, and says how to find one. */
export const NOTICE_ID = new ParseUUIDPipe({
  exceptionFactory: () =>
    new ProblemException(
      'not-found',
      'There is no such notice; notice ids are UUIDs. Find one with /v1/notices?source=&key=.',
    ),
});
