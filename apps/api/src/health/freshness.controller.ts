import { Controller, Get } from '@nestjs/common';
import { SourceStore } from '#application';

/** Ready is not fresh: whether sources keep the promise of a delivery every so often. */
@Controller()
export class FreshnessController {
  constructor(private readonly sources: SourceStore) {}

  @Get('freshness')
  async tell(): Promise<object> {
    const now = new Date();
    const items = (await this.sources.freshness()).map((source) => ({ ...source, fresh: source.due >= now }));
    return { status: items.every(({ fresh }) => fresh) ? 'fresh' : 'stale', items };
  }
}
