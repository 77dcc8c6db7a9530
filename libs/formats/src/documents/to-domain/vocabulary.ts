import {
  VALUE_TYPES,
  type Speaker,
  type Attribute,
  type NeedPath,
  type SubjectKind,
  type Unstated,
  type ValueType,
  type Vocabulary,
} from '#domain';
import type { JsonObject } from '../../text/json-value.ts';
import { shapeOf } from '../document-shapes.ts';

interface VocabularyShape {
  readonly version: string;
  readonly facts: readonly {
    readonly id: string;
    readonly subject: SubjectKind;
    readonly type: ValueType;
    readonly levels?: readonly string[];
    readonly codes?: readonly string[];
    readonly unit?: string;
    readonly many?: boolean;
    readonly additive?: boolean;
    readonly choice?: boolean;
    readonly pattern?: boolean;
    readonly onlyBy?: Speaker;
    readonly description: string;
  }[];
  readonly relations?: readonly { readonly id: string }[];
  readonly needs: readonly {
    readonly id: string;
    readonly type: string;
    readonly many?: boolean;
    readonly levels?: readonly string[];
    readonly codes?: readonly string[];
    readonly unstated: Unstated;
    readonly duty?: boolean;
    readonly description: string;
  }[];
}

/** Reads the vocabulary document. */
export function toVocabulary(document: JsonObject): Vocabulary {
  const shape = shapeOf<VocabularyShape>(document);
  return {
    version: shape.version,
    attributes: new Map(
      shape.facts.map((fact): [string, Attribute] => [
        fact.id,
        {
          id: fact.id,
          subject: fact.subject,
          type: fact.type,
          levels: fact.levels ?? [],
          codes: fact.codes ?? [],
          unit: fact.unit ?? null,
          many: fact.many ?? false,
          additive: fact.additive ?? false,
          choice: fact.choice ?? false,
          description: fact.description,
          pattern: fact.pattern ?? false,
          ...(fact.onlyBy === undefined ? {} : { onlyBy: fact.onlyBy }),
        },
      ]),
    ),
    needs: new Map(shape.needs.map((need): [string, NeedPath] => [need.id, needPath(need)])),
    relations: (shape.relations ?? []).map(({ id }) => id),
  };
}

/** `code*` is short for many codes. */
function needPath(need: VocabularyShape['needs'][number]): NeedPath {
  const isMany = need.type.endsWith('*');
  const type = isMany ? need.type.slice(0, -1) : need.type;
  return {
    id: need.id,
    type: VALUE_TYPES.find((known) => known === type) ?? 'any',
    many: need.many ?? isMany,
    levels: need.levels ?? [],
    codes: need.codes ?? [],
    unstated: need.unstated,
    duty: need.duty ?? false,
    description: need.description,
  };
}
