import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { KeySecrets } from '#access';

/** A watch as far as its feed's address depends on it. */
export interface FedWatch {
  readonly id: string;
  readonly tenant: string;
  readonly feedNo: number;
}

/** Signed addresses of feeds: whoever has one reads the feed, since readers of feeds send no keys. */
@Injectable()
export class FeedAddresses {
  constructor(private readonly secrets: KeySecrets) {}

  /** The address of a watch's feed; another `feedNo` gives another one. */
  of(watch: FedWatch): string {
    return `/v1/watches/${watch.id}/feed.atom?token=${this.tokenOf(watch)}`;
  }

  /** The tenant that a token names, which only the check of the token proves. */
  tenantIn(token: string): string {
    return Buffer.from(token.split('.')[0] ?? '', 'base64url').toString('utf8');
  }

  isGenuine(token: string, watch: FedWatch): boolean {
    const expected = Buffer.from(this.tokenOf(watch));
    const given = Buffer.from(token);
    return expected.length === given.length && timingSafeEqual(expected, given);
  }

  private tokenOf({ id, tenant, feedNo }: FedWatch): string {
    const mac = createHmac('sha256', this.secrets.pepper).update(`feed\n${tenant}\n${id}\n${feedNo}`);
    return `${Buffer.from(tenant).toString('base64url')}.${mac.digest('base64url')}`;
  }
}
