import { IsIn, IsObject, IsOptional, IsString, Length, Matches, ValidateBy } from 'class-validator';
import type { Paging, Schedule } from '#application';

const ID = /^[a-z0-9][a-z0-9-]{0,62}$/;
const FORMAT = /^[a-z0-9][a-z0-9:._-]{0,99}$/;
/** Ids of mappings: lower-case words with dashes. */
export const MAPPING_ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const DURATION = /^P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+S)?)?$/;
const SECRET = /^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/;

const WRONG = {
  format:
    'format must name a format, such as ocds or mapping:korea; leave it out to detect it from the content',
  freshness: 'freshness must be an ISO 8601 duration such as P1D or PT6H',
  secret: 'secret must be whsec_ and 24 to 64 bytes in base64',
};

/** The id of a mapping, or the document itself. */
const IsMapping = (): PropertyDecorator =>
  ValidateBy({
    name: 'isMapping',
    validator: {
      validate: (value: unknown) =>
        typeof value === 'string'
          ? MAPPING_ID.test(value)
          : typeof value === 'object' && !Array.isArray(value),
      defaultMessage: () =>
        'mapping must be the id of a mapping (GET /v1/mappings), such as kr-g2b, or a mapping document',
    },
  });

/** A new source. */
export class NewSource {
  @Matches(ID, { message: 'id must be lower-case letters, digits and dashes, at most 63' })
  id!: string;
  @IsString() @Length(1, 200) name!: string;
  @IsIn(['push', 'pull', 'folder'], { message: 'kind must be push, pull or folder' })
  kind!: 'push' | 'pull' | 'folder';
  @IsOptional() @Matches(FORMAT, { message: WRONG.format }) format?: string;
  @IsOptional() @IsMapping() mapping?: string | object;
  @IsOptional() @IsString() @Length(1, 2000) url?: string;
  @IsOptional() @IsObject() schedule?: Schedule;
  @IsOptional() @IsObject() paging?: Paging;
  @IsOptional() @Matches(DURATION, { message: WRONG.freshness }) freshness?: string;
  @IsOptional() @Matches(SECRET, { message: WRONG.secret }) secret?: string;
}

/** A change of a source: what is absent stays, null takes away. */
export class SourceChange {
  @IsOptional() @IsString() @Length(1, 200) name?: string;
  @IsOptional() @Matches(FORMAT, { message: WRONG.format }) format?: string | null;
  @IsOptional() @IsMapping() mapping?: string | object | null;
  @IsOptional() @IsString() @Length(1, 2000) url?: string | null;
  @IsOptional() @IsObject() schedule?: Schedule | null;
  @IsOptional() @IsObject() paging?: Paging | null;
  @IsOptional() @Matches(DURATION, { message: WRONG.freshness }) freshness?: string | null;
  @IsOptional() @Matches(SECRET, { message: WRONG.secret }) secret?: string | null;
  @IsOptional()
  @IsIn(['active', 'paused'], { message: 'state must be active or paused; DELETE ends a source' })
  state?: 'active' | 'paused';
}
