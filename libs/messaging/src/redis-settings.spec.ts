import { describe, expect, it } from '@jest/globals';
import { redisProblems } from './redis-settings.ts';

const GOOD = {
  'maxmemory-policy': 'noeviction',
  appendonly: 'yes',
  'min-replicas-to-write': '0',
  replicas: 0,
};

describe('settings of a Redis for queues', () => {
  it('are right when nothing is evicted and everything is written down', () => {
    expect(redisProblems(GOOD)).toEqual([]);
  });

  it('are told when jobs can be evicted, or are gone with the process', () => {
    expect(redisProblems({ ...GOOD, 'maxmemory-policy': 'allkeys-lru', appendonly: 'no' })).toEqual([
      'Redis drops jobs when its memory is full (maxmemory-policy allkeys-lru). Set it to noeviction',
      'Redis forgets jobs when it ends (appendonly no). Set it to yes',
    ]);
  });

  it('are told when a master that has replicas takes jobs without them', () => {
    expect(redisProblems({ ...GOOD, replicas: 1 })).toEqual([
      'A Redis master that is cut off from its replicas takes jobs that are lost (min-replicas-to-write 0). Set it to 1',
    ]);
    expect(redisProblems({ ...GOOD, replicas: 1, 'min-replicas-to-write': '1' })).toEqual([]);
  });

  it('are not judged where the server keeps them to itself', () => {
    expect(redisProblems({ replicas: 2 })).toEqual([]);
  });
});
