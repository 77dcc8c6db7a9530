import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import { IsOptional, IsString, Length } from 'class-validator';
import { DocumentStore, InvalidInput, NotFound, type StoredDocument, WorldKeeper } from '#application';
import { nearestNames, newestReadings, type Register, registerStandings, type World } from '#domain';
import type { AuthenticatedRequest } from '../http/access.guard.ts';
import { Cursors, scopeOf } from '../http/cursors.ts';
import { AsOfQuery, dayOf, DayQuery } from './as-of.dto.ts';
import { pageByKey } from './page.ts';

class RegisterListQuery extends AsOfQuery {
  @IsOptional() @IsString() @Length(1, 100) scheme?: string;
}

class EntryListQuery extends AsOfQuery {
  @IsOptional() @IsString() @Length(1, 100) text?: string;
  /** Only entries that were matched to this vendor. */
  @IsOptional() @IsString() @Length(1, 100) vendor?: string;
}

type Entry = Readonly<Record<string, unknown>>;

/** Digits of the place of an entry in its register, so that keys sort like numbers. */
const PLACES = 9;

/** Registers of authorities: their readings, how fresh they are, and what they list. */
@Controller('v1/registers')
export class RegistersController {
  constructor(
    private readonly worlds: WorldKeeper,
    private readonly documents: DocumentStore,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  async list(@Query() query: RegisterListQuery, @Req() request: AuthenticatedRequest): Promise<object> {
    const { world } = this.worlds;
    if (query.scheme !== undefined && !world.schemes.has(query.scheme)) {
      const nearest = nearestNames(query.scheme, world.schemes.keys());
      const detail = `There is no scheme "${query.scheme}".${nearest.length > 0 ? ` Nearest: ${nearest.join(', ')}.` : ''}`;
      throw new InvalidInput([{ parameter: 'scheme', detail, nearest }]);
    }
    const asOf = dayOf(query.asOf);
    const found = readingsOn(world, asOf).filter(
      ({ scheme }) => query.scheme === undefined || scheme === query.scheme,
    );
    const scope = scopeOf(request.principal, 'registers', query);
    const page = pageByKey(this.cursors, scope, query, found, ({ id, scheme }) => `${id} ${scheme}`);
    const stored = await this.stored(page.items.map(({ id }) => id));
    return {
      asOf,
      items: page.items.map((register) => toResponse(world, register, asOf, bodyOf(stored, register))),
      next: page.next,
    };
  }

  @Get(':register')
  async find(@Param('register') id: string, @Query() query: DayQuery): Promise<object> {
    const { world } = this.worlds;
    const asOf = dayOf(query.asOf);
    const register = findReading(world, id, asOf);
    const body = bodyOf(await this.stored([id]), register);
    const readings = [...world.registers.values()].flat().filter((reading) => reading.id === id);
    return {
      ...toResponse(world, register, asOf, body),
      checkedVendors: register.checkedVendors,
      readings: readings.map((reading) => ({
        asOf: reading.asOf,
        recordedFrom: reading.recordedFrom,
        grade: reading.grade,
        complete: reading.complete,
      })),
    };
  }

  @Get(':register/entries')
  async entries(
    @Param('register') id: string,
    @Query() query: EntryListQuery,
    @Req() request: AuthenticatedRequest,
  ): Promise<object> {
    const { world } = this.worlds;
    const asOf = dayOf(query.asOf);
    const register = findReading(world, id, asOf);
    if (query.vendor !== undefined && !world.vendors.has(query.vendor))
      throw new NotFound('vendor', query.vendor, nearestNames(query.vendor, world.vendors.keys()));
    const text = query.text?.toLowerCase();
    const found = entriesOf(bodyOf(await this.stored([id]), register))
      .map((entry, place) => ({ entry, key: String(place).padStart(PLACES, '0') }))
      .filter(({ entry }) => query.vendor === undefined || entry['vendor'] === query.vendor)
      .filter(
        ({ entry }) =>
          text === undefined || JSON.stringify(Object.values(entry)).toLowerCase().includes(text),
      );
    // Another reading has other places, so a cursor belongs to one reading.
    const scope = [...scopeOf(request.principal, `registers/${id}/entries`, query), register.recordedFrom];
    const page = pageByKey(this.cursors, scope, query, found, ({ key }) => key);
    return {
      register: id,
      scheme: register.scheme,
      reading: register.asOf,
      count: found.length,
      items: page.items.map(({ entry }) => entry),
      next: page.next,
    };
  }

  private async stored(ids: readonly string[]): Promise<readonly StoredDocument[]> {
    const keys = [...new Set(ids)].map((key) => ({ kind: 'register' as const, key }));
    return keys.length === 0 ? [] : this.documents.current(keys);
  }
}

/** The newest reading of every register that speaks of a day. */
function readingsOn(world: World, asOf: string): readonly Register[] {
  return [...world.registers.values()].flatMap((readings) => newestReadings(readings, asOf));
}

function findReading(world: World, id: string, asOf: string): Register {
  const found = readingsOn(world, asOf).find((register) => register.id === id);
  if (found !== undefined) return found;
  const known = [...world.registers.values()].flat().map((register) => register.id);
  if (known.includes(id)) throw new NotFound('reading of register', `${id}" as of "${asOf}`);
  throw new NotFound('register', id, nearestNames(id, new Set(known)));
}

function isRecord(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The document that a reading was taken from. */
function bodyOf(stored: readonly StoredDocument[], register: Register): unknown {
  const own = stored.filter(({ key }) => key === register.id);
  const learnt = own.filter(({ recordedFrom }) => recordedFrom === register.recordedFrom);
  const speaksOf = (body: unknown): boolean =>
    isRecord(body) && typeof body['asOf'] === 'string' && register.asOf?.startsWith(body['asOf']) === true;
  return (
    learnt.find(({ body }) => speaksOf(body)) ??
    learnt[0] ??
    own.findLast(({ body }) => speaksOf(body))
  )?.body;
}

function entriesOf(body: unknown): readonly Entry[] {
  const entries: unknown = isRecord(body) ? body['entries'] : null;
  return Array.isArray(entries) ? entries.filter(isRecord) : [];
}

function toResponse(world: World, register: Register, asOf: string, body: unknown): object {
  const { id, scheme, name, complete, readFromAuthority, grade, freshFor, source, recordedFrom } = register;
  const standing = registerStandings(world, scheme, null, asOf).find((one) => one.register === register);
  const entries = entriesOf(body);
  return {
    id,
    scheme,
    name,
    reading: register.asOf,
    recordedFrom,
    complete,
    readFromAuthority,
    grade,
    freshFor,
    freshUntil: standing?.freshUntil ?? null,
    /** `closes`: absence from it is a fact for vendors that were looked for; else what keeps it from that. */
    state: standing?.hindrance ?? 'closes',
    entries: {
      all: entries.length,
      matched: entries.filter((entry) => typeof entry['vendor'] === 'string').length,
    },
    vendorsChecked: register.checkedVendors.length,
    source,
  };
}
