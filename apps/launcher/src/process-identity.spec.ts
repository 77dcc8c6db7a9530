import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { eventually } from '../../../test/support/eventually.ts';
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

  it('does not take a killed process for a living one while its parent has not collected it', async () => {
    // The shell starts a child, tells its id, and never waits for it.
    const parent = spawn('sh', ['-c', 'sleep 30 & echo $!; exec sleep 30'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    try {
      const [line] = await once(parent.stdout, 'data');
      const pid = Number(String(line));
      expect(isAlive(pid)).toBe(true);
      process.kill(pid, 'SIGKILL');
      await eventually(() => expect(isAlive(pid)).toBe(false));
    } finally {
      parent.kill('SIGKILL');
      await once(parent, 'exit');
    }
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
