import type { Redis } from 'ioredis';

/** What of a Redis server decides whether jobs can get lost in it. */
export interface RedisSettings {
  readonly 'maxmemory-policy'?: string;
  readonly appendonly?: string;
  readonly 'min-replicas-to-write'?: string;
  readonly replicas: number;
}

/** What should not stay as it is; nothing accepted is lost by it, but jobs would come back late, from the ledger. */
export function redisProblems(settings: RedisSettings): string[] {
  const { 'maxmemory-policy': policy, appendonly, replicas } = settings;
  const isWrittenAlone = replicas > 0 && settings['min-replicas-to-write'] === '0';
  return [
    ...(policy === undefined || policy === 'noeviction'
      ? []
      : [`Redis drops jobs when its memory is full (maxmemory-policy ${policy}). Set it to noeviction`]),
    ...(appendonly === 'no' ? ['Redis forgets jobs when it ends (appendonly no). Set it to yes'] : []),
    ...(isWrittenAlone
      ? [
          'A Redis master that is cut off from its replicas takes jobs that are lost (min-replicas-to-write 0). Set it to 1',
        ]
      : []),
  ];
}

/** Asks a server for its settings; a hosted one may keep them to itself, and then there is nothing to say. */
export async function settingsOf(client: Redis): Promise<RedisSettings> {
  const replication = await client.info('replication');
  const replicas = Number(/^connected_slaves:(\d+)/m.exec(replication)?.[1] ?? 0);
  const names = ['maxmemory-policy', 'appendonly', 'min-replicas-to-write'];
  const stated = await Promise.all(names.map((name) => client.config('GET', name).catch(() => [])));
  const pairs = stated.flatMap((answer) => {
    const [name, value] = Array.isArray(answer) ? answer.map(String) : [];
    return name === undefined || value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(pairs), replicas };
}
