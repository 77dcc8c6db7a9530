import type { JsonObject, JsonValue } from '../text/json-value.ts';
import type { XmlElement } from '../xml/xml-element.ts';
import { elementsAt, xpathOf } from '../xml/xml-element.ts';
import type { PlacedObject } from '../owners/read-values.ts';

/** Records of the two common data formats of GLEIF: identities, and who consolidates whom. */
const RECORDS = ['LEIRecords/LEIRecord', 'RelationshipRecords/RelationshipRecord'];

/** The records of a document in XML, as the objects that the JSON form of the same format holds. */
export function recordsIn(root: XmlElement): readonly PlacedObject[] {
  return RECORDS.flatMap((path) => elementsAt(root, path)).map((element) => ({
    pointer: xpathOf(element),
    line: 1,
    object: toObject(element),
  }));
}

function toObject(element: XmlElement): JsonObject {
  const members = new Map<string, JsonValue[]>();
  for (const child of element.children) {
    const value = child.children.length === 0 ? child.text : toObject(child);
    members.set(child.name, [...(members.get(child.name) ?? []), value]);
  }
  return Object.fromEntries(
    [...members].map(([name, values]): [string, JsonValue] => [
      name,
      values.length === 1 ? (values[0] ?? '') : values,
    ]),
  );
}
