/** Something a well-formed document says that makes no sense; the pointer is inside the document. */
export interface Finding {
  readonly pointer: string;
  readonly message: string;
  readonly nearest?: string;
}
