import { Injectable } from '@nestjs/common';
import { InvalidInput, NotFound, type RankingRequest, type ShortlistContent } from '#application';
import { nearestNames, type World } from '#domain';
import { Asked } from '../matching/asked.ts';
import { QuestionQuery } from '../matching/question.dto.ts';

type Fault = InvalidInput['errors'][number];

/** Reads the questions of shortlists, and says what is wrong where the shortlist says it. */
@Injectable()
export class ShortlistQuestions {
  constructor(private readonly asked: Asked) {}

  /** One question for each need. @throws InvalidInput with pointers into the shortlist. */
  read(world: World, content: ShortlistContent, asOf?: string): readonly RankingRequest[] {
    const faults: Fault[] = [];
    const questions = content.needs.map(({ market, need, needs }, index) => {
      const { weights, unknowns, dealBreakers } = content;
      const query = Object.assign(new QuestionQuery(), { need, weights, unknowns, asOf });
      try {
        return this.asked.request(world, market, query, {
          ...(needs === undefined ? {} : { needs: { ...needs } }),
          ...(dealBreakers === undefined || dealBreakers === null ? {} : { where: dealBreakers }),
        });
      } catch (error) {
        faults.push(...faultsOf(error, index));
        return undefined;
      }
    });
    for (const [index, id] of content.offerings.entries()) {
      if (content.offerings.indexOf(id) < index)
        faults.push({ pointer: `/offerings/${index}`, detail: `"${id}" is chosen twice.` });
      else if (!world.offerings.has(id))
        faults.push({
          pointer: `/offerings/${index}`,
          detail: `There is no offering "${id}".`,
          nearest: nearestNames(id, world.offerings.keys()),
        });
    }
    // What all needs share is wrong in each of them; it is said once.
    const distinct = new Map(faults.map((fault) => [`${fault.pointer} ${fault.detail}`, fault]));
    if (distinct.size > 0) throw new InvalidInput([...distinct.values()]);
    return questions.filter((question) => question !== undefined);
  }
}

function faultsOf(error: unknown, index: number): Fault[] {
  if (error instanceof NotFound)
    return [{ pointer: `/needs/${index}/market`, detail: error.message, nearest: error.nearest }];
  if (!(error instanceof InvalidInput)) throw error;
  return error.errors.map(({ pointer, parameter, ...fault }) => ({
    ...fault,
    pointer: placeOf(pointer ?? `/${parameter ?? ''}`, index),
  }));
}

function placeOf(pointer: string, index: number): string {
  if (pointer.startsWith('/where')) return pointer.replace('/where', '/dealBreakers');
  return ['/weights', '/unknowns', '/asOf'].includes(pointer) ? pointer : `/needs/${index}${pointer}`;
}
