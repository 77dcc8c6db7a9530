export {
  referenceDeliveries,
  referenceDocuments,
  referenceFolder,
  type ReferenceDelivery,
  type ReferenceDocument,
} from './reference-documents.ts';
export { validate, type Remark, type ValidatedFile, type Validation } from './validation.ts';
