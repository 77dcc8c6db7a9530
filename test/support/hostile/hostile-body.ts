/** A body that means harm, and how it is sent. */
export interface HostileBody {
  readonly name: string;
  readonly contentType: string;
  readonly encoding?: string;
  readonly body: Buffer;
}

/** Names a body; texts go as UTF-8. */
export function one(
  name: string,
  contentType: string,
  body: string | Buffer,
  encoding?: string,
): HostileBody {
  return { name, contentType, body: Buffer.from(body), ...(encoding === undefined ? {} : { encoding }) };
}
