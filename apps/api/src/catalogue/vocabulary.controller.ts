import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { IsIn, IsOptional, IsString, Length } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { WorldKeeper } from '#application';
import { type Attribute, type NeedPath, phrasebookOf, SUBJECTS, type SubjectKind } from '#domain';
import { answerIn } from '../explanation/explained.ts';
import type { AuthenticatedRequest } from '../http/access.guard.ts';

class VocabularyQuery {
  @IsOptional() @IsString() @Length(1, 100) text?: string;
  /** Only attributes of this kind of subject. */
  @IsOptional()
  @IsIn(SUBJECTS, { message: `subject must be one of ${SUBJECTS.join(', ')}` })
  subject?: SubjectKind;
}

/** The words of facts and needs: what may be stated, in which type, unit or scale. */
@Controller('v1/vocabulary')
export class VocabularyController {
  constructor(private readonly worlds: WorldKeeper) {}

  @Get()
  read(
    @Query() query: VocabularyQuery,
    @Req() request: AuthenticatedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): object {
    const { vocabulary } = this.worlds.world;
    const { grammar } = phrasebookOf(answerIn(request, reply));
    const text = query.text?.toLowerCase();
    const speaksOf = (label: string, { id, description }: Attribute | NeedPath): boolean =>
      text === undefined || `${id} ${description} ${label}`.toLowerCase().includes(text);
    return {
      version: vocabulary.version,
      attributes: [...vocabulary.attributes.values()]
        .map((attribute) => ({ label: grammar.attribute(attribute.id, attribute.description), attribute }))
        .filter(({ label, attribute }) => speaksOf(label, attribute))
        .filter(({ attribute }) => query.subject === undefined || attribute.subject === query.subject)
        .map(({ label, attribute }) => ({ ...attribute, label })),
      needs:
        query.subject === undefined
          ? [...vocabulary.needs.values()]
              .map((need) => ({ label: grammar.need(need.id, need.description), need }))
              .filter(({ label, need }) => speaksOf(label, need))
              .map(({ label, need }) => ({ ...need, label }))
          : [],
      relations: vocabulary.relations,
    };
  }
}
