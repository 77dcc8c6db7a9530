import { IsArray, IsIn, IsObject, IsOptional, IsString, Length, Matches } from 'class-validator';
import { DIGESTS, WATCH_KINDS, type WatchSettings, type WatchSubject } from '#application';
import {
  DEFAULT_NEEDS,
  type DefaultNeed,
  NOTICE_KINDS,
  NOTICE_STATUSES,
  RELEVANCE_BANDS,
  type RelevanceBand,
} from '#domain';

const WRONG = {
  kind: `kind must be one of ${WATCH_KINDS.join(', ')}`,
  market: 'market must be a market code such as KR',
  need: `need must be one of ${DEFAULT_NEEDS.join(', ')}`,
  digest: `digest must be one of ${DIGESTS.join(', ')}`,
};

/** A new watch: one kind of thing, and how its alerts are told. */
export class NewWatch {
  @IsString() @Length(1, 200) name!: string;
  @IsIn(WATCH_KINDS, { message: WRONG.kind }) kind!: WatchSubject['kind'];
  @IsOptional() @IsString() @Length(1, 200) vendor?: string;
  @IsOptional() @Matches(/^[A-Z]{2,5}$/, { message: WRONG.market }) market?: string;
  @IsOptional() @IsIn(DEFAULT_NEEDS, { message: WRONG.need }) need?: DefaultNeed;
  @IsOptional() @IsObject({ message: 'needs must be an object of need path → value' }) needs?: Record<
    string,
    unknown
  >;
  @IsOptional() @IsString() @Length(1, 200) regime?: string;
  @IsOptional() @IsObject({ message: 'query must be an object of search conditions' }) query?: Record<
    string,
    unknown
  >;
  @IsOptional() @IsIn(DIGESTS, { message: WRONG.digest }) digest?: WatchSettings['digest'];
  @IsOptional() @IsString() @Length(1, 64) timeZone?: string;
}

/** A change of a watch: what is absent stays. What is watched can't be changed: make another watch. */
export class WatchChange {
  @IsOptional() @IsString() @Length(1, 200) name?: string;
  @IsOptional() @IsIn(DIGESTS, { message: WRONG.digest }) digest?: WatchSettings['digest'];
  @IsOptional() @IsString() @Length(1, 64) timeZone?: string;
}

/** The signature of a feed's address. */
export class FeedQuery {
  @IsString() @Length(1, 200) token!: string;
}

/** Conditions of watched notices, as in the search. */
export class WatchedNotices {
  @IsOptional() @IsString() @Length(1, 200) text?: string;
  @IsOptional() @Matches(/^[A-Z]{2,5}$/, { message: WRONG.market }) market?: string;
  @IsOptional() @IsString() @Length(1, 64) source?: string;
  @IsOptional()
  @IsIn(NOTICE_STATUSES, { message: `status must be one of ${NOTICE_STATUSES.join(', ')}` })
  status?: string;
  @IsOptional()
  @IsIn(NOTICE_KINDS, { message: `kind must be one of ${NOTICE_KINDS.join(', ')}` })
  kind?: string;
  @IsOptional() @IsString() @Length(1, 500) buyer?: string;
  @IsOptional()
  @IsArray()
  @IsIn(RELEVANCE_BANDS, { each: true, message: `relevance must be a list of ${RELEVANCE_BANDS.join(', ')}` })
  relevance?: RelevanceBand[];
  @IsOptional()
  @Matches(/^[0-9A-Za-z.-]{1,20}$/, { message: 'classification must be a code or the beginning of one' })
  classification?: string;
  @IsOptional()
  @Matches(/^[A-Z]{3}$/, { message: 'currency must be a currency code such as EUR' })
  currency?: string;
  @IsOptional()
  @Matches(/^\d{1,15}(\.\d{1,4})?$/, { message: 'valueFrom must be an amount' })
  valueFrom?: string;
  @IsOptional()
  @Matches(/^\d{1,15}(\.\d{1,4})?$/, { message: 'valueTo must be an amount' })
  valueTo?: string;
  @IsOptional()
  @IsArray()
  @Matches(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, { each: true, message: 'languages must be language tags' })
  languages?: string[];
}
