/** Keeps texts so that whoever reads the database can't read them; the secret they are sealed with is not in it. */
export abstract class Seals {
  /** `boundTo` is what the text belongs to: it opens for nothing else. */
  abstract seal(text: string, boundTo: string): string;
  /** @throws Error if it was sealed with another secret, bound to something else, or altered. */
  abstract open(sealed: string, boundTo: string): string;
}
