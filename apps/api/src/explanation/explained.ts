import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  causesOf,
  type Decision,
  explainDecision,
  type Language,
  nameOfPlace,
  nameOfVendor,
  type Sentence,
  titleOfRegime,
  type World,
} from '#domain';
import { languageFor } from './accept-language.ts';

/** The language that a request asks for; also says so in the answer. */
export function answerIn(request: FastifyRequest, reply: FastifyReply): Language {
  const language = languageFor(request.headers['accept-language']);
  reply.header('content-language', language).header('vary', 'Accept-Language');
  return language;
}

/** Pointers of sentences lead into the answer, where the questions have another name. */
function inAnswer(sentence: Sentence): Sentence {
  const at = sentence.at.replace(/^\/questions\//, '/openQuestions/');
  return at === sentence.at ? sentence : { ...sentence, at };
}

/** What an answer adds to a decision so that people understand it: sentences, causes, and names in their language. */
export function explained(world: World, decision: Decision, language: Language): object {
  const { market, offering, vendor, regimes } = decision;
  return {
    language,
    names: {
      market: nameOfPlace(world, language, market),
      vendor: nameOfVendor(world, language, vendor),
      offering: world.offerings.get(offering)?.name ?? offering,
      regimes: Object.fromEntries(
        regimes.map(({ id, version }) => [id, titleOfRegime(world, language, id, version)]),
      ),
    },
    sentences: explainDecision(world, decision, language).map(inAnswer),
    causes: causesOf(world, decision, language),
  };
}
