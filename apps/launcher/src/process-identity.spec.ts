import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { commandLine, isAlive, startMark } from './process-identity.ts';

describe('the identity of a process', () => {
  it('is known while it lives and unknown afterwards', async () => {
    const child = spawn('sleep', ['30'], { stdio: 'ignore' });
    const pid = child.pid ?? 0;
    expect(isAlive(pid)).toBe(true);
    expect(commandLine(pid)).toContain('30');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(isAlive(pid)).toBe(false);
    expect(startMark(pid)).toBeUndefined();
    expect(commandLine(pid).filter((word) => word !== '')).toEqual([]);
  });

  it('has a mark that stays as long as the process', () => {
    expect(startMark(process.pid)).toMatch(/\d/);
    expect(startMark(process.pid)).toBe(startMark(process.pid));
  });

  it('has a mark that two processes started at different times do not share', async () => {
    const child = spawn('sleep', ['30'], { stdio: 'ignore' });
    try {
      // This process has been running for longer than the clock tick (10 ms) that start times are counted in.
      expect(startMark(child.pid ?? 0)).not.toBe(startMark(process.pid));
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });
});
