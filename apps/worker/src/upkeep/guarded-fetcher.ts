import { Injectable } from '@nestjs/common';
import { AddressRefused, type FetchedPage, Fetcher } from '#application';
import { Egress, EgressRefused } from '#platform';

/** Fetches pages of feeds through the egress guard, following redirects that pass it too. */
@Injectable()
export class GuardedFetcher extends Fetcher {
  constructor(private readonly egress: Egress) {
    super();
  }

  async get(url: string, headers: Readonly<Record<string, string>>): Promise<FetchedPage> {
    try {
      const answer = await this.egress.ask(url, { headers, follow: true });
      return { ...answer, cancel: () => void answer.body.destroy() };
    } catch (error) {
      if (error instanceof EgressRefused) throw new AddressRefused(error.message, { cause: error });
      throw error;
    }
  }
}
