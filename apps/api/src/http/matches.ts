/** Says whether an If-None-Match header names the entity tag of an answer. */
export function isMatch(header: string | undefined, etag: string): boolean {
  return (
    header !== undefined &&
    (header.trim() === '*' || header.split(',').some((part) => part.trim().replace(/^W\//, '') === etag))
  );
}
