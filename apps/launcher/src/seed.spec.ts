import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { describe, expect, it } from '@jest/globals';
import { AcceptDelivery, DeliveryStore, Settings, SourceStore } from '#application';
import { referenceDeliveries } from '#reference';
import { seedReference } from './seed.ts';

const SEEDED = 'seed.reference';

const ignore = (): void => undefined;

@Module({})
class Seeded {}

/** An application that keeps settings and counts what is delivered to it. */
async function application(settings: Map<string, unknown>): Promise<{
  app: INestApplicationContext;
  delivered: () => number;
}> {
  let delivered = 0;
  const counts = { applied: 1, unchanged: 0, superseded: 0, quarantined: 0 };
  const providers = [
    { provide: SourceStore, useValue: { find: async () => ({}) } },
    {
      provide: Settings,
      useValue: {
        get: async (name: string) => settings.get(name),
        put: async (name: string, value: unknown) => void settings.set(name, value),
      },
    },
    { provide: AcceptDelivery, useValue: { run: async () => ({ id: String(++delivered) }) } },
    {
      provide: DeliveryStore,
      useValue: { find: async () => ({ finished: true, received: 1, counts, problem: null }) },
    },
  ];
  const app = await NestFactory.createApplicationContext({ module: Seeded, providers }, { logger: false });
  return { app, delivered: () => delivered };
}

describe('seedReference', () => {
  const all = referenceDeliveries().length;

  it('delivers the shipped data once', async () => {
    const { app, delivered } = await application(new Map());
    await seedReference(app, ignore);
    await seedReference(app, ignore);
    expect(delivered()).toBe(all);
  });

  it('delivers again where an earlier build left other data, or kept no account of which', async () => {
    for (const before of [{ at: '2026-11-01T00:00:00Z' }, { at: '2026-11-01T00:00:00Z', digest: 'other' }]) {
      const settings = new Map<string, unknown>([[SEEDED, before]]);
      const { app, delivered } = await application(settings);
      const lines: string[] = [];
      await seedReference(app, (line) => lines.push(line.trim()));
      expect(delivered()).toBe(all);
      expect(lines[0]).toBe('this build brings other data than was delivered');
      expect(settings.get(SEEDED)).not.toEqual(before);
    }
  });
});
