/** The thing asked for does not exist (or may not be seen). */
export class NotFound extends Error {
  readonly what: string;
  readonly id: string;
  readonly nearest: readonly string[];
  constructor(what: string, id: string, nearest: readonly string[] = [], knownAt: string | null = null) {
    const missing = `There is no ${what} "${id}"${knownAt === null ? '' : ` in what was known at ${knownAt}`}.`;
    super(`${missing}${nearest.length > 0 ? ` Nearest: ${nearest.join(', ')}.` : ''}`);
    this.what = what;
    this.id = id;
    this.nearest = nearest;
  }

  /** The same of an instant in the past, since the thing may exist today. */
  at(knownAt: string): NotFound {
    return new NotFound(this.what, this.id, this.nearest, knownAt);
  }
}

/** The request contradicts the present state. */
export class Conflict extends Error {}

/** The request is understood but can't be answered; each error points at its place. */
export class InvalidInput extends Error {
  readonly errors: readonly {
    pointer?: string;
    parameter?: string;
    detail: string;
    nearest?: readonly string[];
  }[];
  constructor(errors: InvalidInput['errors']) {
    super(errors.map((error) => error.detail).join(' '));
    this.errors = errors;
  }
}

/** More bytes than allowed. */
export class TooLarge extends Error {
  readonly maxBytes: number;
  constructor(maxBytes: number) {
    super(
      `The body is larger than ${Math.floor(maxBytes / 1024 / 1024)} MiB. Split it into several deliveries, or raise PLACET_BODY_MAX_MB.`,
    );
    this.maxBytes = maxBytes;
  }
}

/** The store can't hold what it was given (a value out of range, text it can't represent); trying again won't help. */
export class Unstorable extends Error {}

/** The service can't answer right now; try again later. */
export class Unavailable extends Error {}
