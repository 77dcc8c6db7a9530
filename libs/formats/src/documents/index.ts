export { DOCUMENT_KINDS, DOCUMENT_TYPES, type DocumentKind, type DocumentType } from './document-kinds.ts';
export type { DocumentItem, DocumentProblem, ReadHints, StoredDocument } from './document-item.ts';
export { readAllDocuments, readDocuments, readDocumentsInSteps } from './read-documents.ts';
export { schemaFiles, type SchemaFile } from './schema-files.ts';
export { checkShape, type ShapeProblem } from './shape.ts';
export { checkReferences, type ReferenceTargets } from './meaning/check-references.ts';
export type { Recording } from './to-domain/evidence.ts';
export { toEntity, toHolderList, toHolding } from './to-domain/ownership.ts';
export {
  resolveGroup,
  toGroup,
  toJurisdiction,
  toMarket,
  toNeed,
  type GroupReading,
} from './to-domain/geography.ts';
export { toEquivalence, toScheme, type SchemeReading } from './to-domain/scheme.ts';
export { toRegister, type RegisterReading } from './to-domain/register.ts';
export { toFacts, toVendor, type VendorReading } from './to-domain/vendor.ts';
export { toVocabulary } from './to-domain/vocabulary.ts';
export { documentKey, type AssembledWorld } from './world/assembled-world.ts';
export { applyDocument, applyDocuments, buildWorld, emptyWorld, type WorldOptions } from './world/world.ts';
export type { JsonObject as PlainObject, JsonValue as PlainValue } from '../text/json-value.ts';
