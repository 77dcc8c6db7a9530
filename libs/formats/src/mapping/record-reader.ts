import type {
  Buyer,
  Classification,
  Deadline,
  LocalText,
  NoticeValue,
  Place,
  SchemeCode,
  SchemeId,
} from '#domain';
import { isDay } from '#domain';
import { plainDecimal, isJsonObject, member, ExactNumber } from '../json/json-value.ts';
import { readCode } from '../notice/classification.ts';
import { countryCode } from '../notice/country.ts';
import { currencyCode } from '../notice/currency.ts';
import { readDeadline, type DeadlineClock } from '../notice/deadline.ts';
import { addDecimals } from '../notice/decimal.ts';
import { parseInstant, type ReadInstant } from '../notice/instant.ts';
import type { ReadingNotes } from '../notice/reading-notes.ts';
import { changeText } from './change-text.ts';
import { holds, readText, readTexts, type ReadText } from './expression.ts';
import type {
  CodeMapping,
  CountryMapping,
  DateExpression,
  DeadlineMapping,
  Expression,
  MappingHead,
  PartyMapping,
  PlaceMapping,
  SchemeMapping,
  Separators,
  TextMapping,
  ValueMapping,
} from './mapping.ts';
import { isoFromForms } from './printed-date.ts';
import { find, findTexts, writeSteps, type Found, type Scope } from './record-path.ts';

/** Reads typed values of one record by a mapping, and notes doubts and places. */
export class RecordReader {
  constructor(
    readonly mapping: MappingHead,
    readonly scope: Scope,
    readonly notes: ReadingNotes,
  ) {}

  /** A reader for an item of a list in the record. */
  at(here: Found): RecordReader {
    return new RecordReader(this.mapping, { ...this.scope, here }, this.notes);
  }

  /** Readers for each item at a path, or this one where no path is given. */
  each(path: string | undefined): RecordReader[] {
    return path === undefined ? [this] : find(path, this.scope).map((found) => this.at(found));
  }

  text(expression: Expression | undefined, field?: string): string | undefined {
    const read = readText(expression, this.scope);
    if (read !== undefined && field !== undefined) this.from(field, read);
    return read?.text;
  }

  texts(expression: Expression | undefined): string[] {
    return expression === undefined ? [] : readTexts(expression, this.scope).map(({ text }) => text);
  }

  /** Notes where a field came from; constants come from the mapping. */
  from(field: string, read: Pick<ReadText, 'steps'>): void {
    if (read.steps !== undefined) this.notes.from(field, writeSteps(read.steps, this.scope.format));
  }

  flag(expression: Expression | undefined): boolean | undefined {
    const text = this.text(expression)?.toLowerCase();
    if (text === 'true' || text === 'yes' || text === 'y' || text === '1') return true;
    return text === 'false' || text === 'no' || text === 'n' || text === '0' ? false : undefined;
  }

  localText(mapping: TextMapping | undefined, field: string): LocalText | undefined {
    if (mapping === undefined) return undefined;
    const texts: Record<string, string> = {};
    const add = (language: string, text: string, steps: Found['steps'] | undefined) => {
      if (Object.hasOwn(texts, language)) return;
      texts[language] = text;
      if (steps !== undefined) this.from(field, { steps });
    };
    if (typeof mapping !== 'string' && 'languages' in mapping)
      for (const [language, expression] of Object.entries(mapping.languages)) {
        const read = readText(expression, this.scope);
        if (read !== undefined) add(language, read.text, read.steps);
      }
    else if (typeof mapping !== 'string' && 'byLanguage' in mapping)
      for (const { value, steps } of find(mapping.byLanguage, this.scope))
        for (const name of isJsonObject(value) ? Object.keys(value) : []) {
          const scope = { ...this.scope, here: { value: memberOf(value, name), steps: [...steps, name] } };
          const [read] = findTexts('.', scope);
          const text = read === undefined ? undefined : changeText([read.text], mapping.as ?? [])[0];
          if (text !== undefined) add(name.toLowerCase(), text, read?.steps);
        }
    else {
      const read = readText(mapping, this.scope);
      if (read !== undefined) add(this.mapping.language ?? 'und', read.text, read.steps);
    }
    return Object.keys(texts).length === 0 ? undefined : texts;
  }

  /** A date and how it was printed; what can't be read as one is told. */
  date(
    expression: DateExpression | undefined,
    field: string,
  ): (ReadInstant & { source: string; isPrinted: boolean }) | undefined {
    if (expression === undefined) return undefined;
    const printed = this.printedDate(expression);
    if (printed === undefined) return undefined;
    const zone = this.zoneOf(expression);
    const read = parseInstant(printed.iso, zone);
    if (read === undefined) {
      this.notes.warn(
        field,
        `${JSON.stringify(printed.source)} is no date in a form that the mapping knows.`,
      );
      return undefined;
    }
    this.from(field, printed);
    return { ...read, source: printed.source, isPrinted: printed.steps !== undefined };
  }

  /** A day as it is printed (`2026-03-01`, or `2026-03` and `2026` where no more is known); null is no date. */
  day(expression: DateExpression | undefined): string | null | undefined {
    const printed = expression === undefined ? undefined : this.printedDate(expression);
    if (printed === undefined) return undefined;
    const [day = ''] = printed.iso.split(/[T ]/, 1);
    return isPartialDay(day) ? day : null;
  }

  deadline(
    mappings: readonly DeadlineMapping[] | undefined,
    field: string,
    country: string | undefined,
  ): Deadline | undefined {
    for (const mapping of mappings ?? []) {
      if (!holds(mapping.when, this.scope)) continue;
      const printed = this.printedDate(mapping);
      if (printed === undefined) continue;
      const zone = this.zoneOf(mapping);
      const clock: DeadlineClock = {
        ...(zone === undefined ? {} : { zone }),
        ...(country === undefined ? {} : { country }),
      };
      const deadline = readDeadline(printed.iso, mapping.kind ?? 'tenders', clock);
      if (deadline === undefined) {
        this.notes.warn(
          field,
          `${JSON.stringify(printed.source)} is no date in a form that the mapping knows.`,
        );
        continue;
      }
      this.from(field, printed);
      if (deadline.warning !== undefined) this.notes.warn(field, deadline.warning);
      return { ...deadline, printed: printed.source };
    }
    return undefined;
  }

  value(mappings: readonly ValueMapping[] | undefined, field: string): NoticeValue | undefined {
    for (const mapping of mappings ?? []) {
      if (!holds(mapping.when, this.scope)) continue;
      const kind = mapping.kind ?? 'estimated';
      const { withheld } = mapping;
      if (withheld !== undefined && holds(withheld.when, this.scope)) {
        const until = this.date(withheld.until, `${field}.withheldUntil`)?.instant.slice(0, 10);
        this.notes.warn(
          field,
          `The source withholds the value${until === undefined ? '' : ` until ${until}`}.`,
        );
        return until === undefined ? undefined : { kind, withheldUntil: until };
      }
      const value = this.amount(mapping, field);
      if (value !== undefined) return { ...value, kind };
    }
    return undefined;
  }

  codes(mappings: readonly CodeMapping[] | undefined, field: string): Classification {
    let main: SchemeCode | undefined;
    const all = new Map<string, SchemeCode>();
    for (const mapping of mappings ?? []) {
      const scheme = this.scheme(mapping.scheme);
      for (const read of readTexts(mapping.code, this.scope)) {
        const { warning, ...code } = readCode(scheme, read.text);
        if (warning !== undefined) this.notes.warn(field, warning);
        if (mapping.main === true) main ??= code;
        this.from(field, read);
        all.set(`${code.scheme} ${code.code}`, code);
      }
    }
    return { ...(main === undefined ? {} : { main }), all: [...all.values()] };
  }

  places(mappings: readonly PlaceMapping[] | undefined): Place[] {
    const places = new Map<string, Place>();
    for (const mapping of mappings ?? [])
      for (const reader of this.each(mapping.each)) {
        if (!holds(mapping.when, reader.scope)) continue;
        const country = reader.country(mapping.country, 'performance')?.code;
        const nuts = reader.text(mapping.nuts);
        if (country === undefined && nuts === undefined) continue;
        const place = {
          ...(country === undefined ? {} : { country }),
          ...(nuts === undefined ? {} : { nuts }),
        };
        places.set(JSON.stringify(place), place);
      }
    return [...places.values()];
  }

  /** Parties by name, ids, country and kind; one without any of the first three is left out. */
  parties(mappings: readonly PartyMapping[] | undefined, field: string): Buyer[] {
    const parties = new Map<string, Buyer>();
    for (const mapping of mappings ?? [])
      for (const reader of this.each(mapping.each)) {
        const name = reader.text(mapping.name, field);
        const ids = reader.ids(mapping);
        if (name === undefined && ids.length === 0) continue;
        const country = reader.country(mapping.country, field);
        if (country?.code !== undefined && field === 'buyers') reader.from('market', country.read);
        const kind = reader.text(mapping.kind);
        const party: Buyer = {
          ...(name === undefined ? {} : { name }),
          ids,
          ...(country?.code === undefined ? {} : { country: country.code, countryFrom: 'address' }),
          ...(kind === undefined ? {} : { kind }),
        };
        const key = `${ids.map(({ scheme, id }) => `${scheme} ${id}`).join('|')} ${name ?? ''}`;
        if (!parties.has(key)) parties.set(key, party);
      }
    return [...parties.values()];
  }

  private scheme(scheme: SchemeMapping): string | undefined {
    return typeof scheme === 'string' ? scheme : this.text(scheme);
  }

  private ids(mapping: PartyMapping): SchemeId[] {
    return (mapping.ids ?? []).flatMap((each) => {
      const scheme = this.scheme(each.scheme);
      return scheme === undefined ? [] : this.texts(each.id).map((id) => ({ scheme, id }));
    });
  }

  private country(
    mapping: CountryMapping | undefined,
    field: string,
  ): { code: string | undefined; read: ReadText } | undefined {
    if (mapping === undefined) return undefined;
    const strict = typeof mapping !== 'string' && 'alpha3' in mapping;
    const read = readText(strict ? mapping.alpha3 : mapping, this.scope);
    if (read === undefined) return undefined;
    const isCode = !strict || /^[A-Za-z]{3}$/.test(read.text);
    const code = isCode ? countryCode(read.text) : undefined;
    if (code === undefined)
      this.notes.warn(field, `${JSON.stringify(read.text)} is no country that Placet knows.`);
    return { code, read };
  }

  private amount(mapping: ValueMapping, field: string): { amount: string; currency?: string } | undefined {
    const reads = readTexts(mapping.amount, this.scope);
    const amounts = reads.flatMap((read) => {
      const amount = decimalOf(read.text, mapping);
      if (amount === undefined) this.notes.warn(field, `${JSON.stringify(read.text)} is no amount.`);
      return amount ?? [];
    });
    const [first] = amounts;
    if (first === undefined) return undefined;
    const currencies = new Set(mapping.currency === undefined ? [] : this.texts(mapping.currency));
    if (mapping.sum === true && (currencies.size > 1 || amounts.length < reads.length)) {
      this.notes.warn(
        field,
        'Amounts that belong together are in several currencies, or one is no number; no sum is stated.',
      );
      return undefined;
    }
    const amount = mapping.sum === true ? addDecimals(amounts) : first;
    const [printed = this.mapping.currency] = currencies;
    const currency = printed === undefined ? undefined : currencyCode(printed);
    if (currency === undefined)
      this.notes.warn(
        `${field}.currency`,
        printed === undefined
          ? 'The value has no currency.'
          : `${JSON.stringify(printed)} is no currency of ISO 4217.`,
      );
    if (amount.startsWith('-')) this.notes.warn(field, 'The amount is negative.');
    else if (!/[1-9]/.test(amount))
      this.notes.warn(field, 'The amount is zero, which publishers print for "not stated" too.');
    if (reads[0] !== undefined) this.from(field, reads[0]);
    return { amount, ...(currency === undefined ? {} : { currency }) };
  }

  private printedDate(
    expression: DateExpression,
  ): { iso: string; source: string; steps?: Found['steps'] } | undefined {
    const parts = typeof expression === 'string' ? { at: expression } : expression;
    const date = readText(parts.at, this.scope);
    if (date === undefined) return undefined;
    const time = readText(parts.time, this.scope);
    const source = time === undefined ? date.text : `${date.text} ${time.text}`;
    const forms = parts.formats ?? [];
    const iso =
      isoFromForms(source, forms) ??
      (time === undefined ? source : `${isoFromForms(date.text, forms) ?? date.text}T${time.text}`);
    return { iso, source, ...(date.steps === undefined ? {} : { steps: date.steps }) };
  }

  private zoneOf(expression: DateExpression): string | undefined {
    return (typeof expression === 'string' ? undefined : expression.zone) ?? this.mapping.zone;
  }
}

function memberOf(value: Found['value'], name: string): Found['value'] {
  return isJsonObject(value) ? (member(value, name) ?? null) : null;
}

/** Reads an amount as a plain decimal; exponents are carried out, and anything but digits and separators is refused. */
function decimalOf(text: string, { point = '.', group }: Separators): string | undefined {
  const grouped = group === undefined ? text : text.replaceAll(group, '');
  const plain = (point === '.' ? grouped : grouped.replaceAll(point, '.')).replace(/[\s\u00a0\u202f]/g, '');
  if (!/^-?\d{1,100}(?:\.\d{1,100})?(?:[eE][+-]?\d{1,3})?$/.test(plain)) return undefined;
  return plainDecimal(new ExactNumber(plain));
}

/** Says whether a text is a day of the calendar, or a month or year. */
function isPartialDay(text: string): boolean {
  const [, year, month = '01', day = '01'] = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(text) ?? [];
  return year !== undefined && isDay(`${year}-${month}-${day}`);
}
