import { describe, expect, it } from '@jest/globals';
import { childTrace } from './trace-context.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

describe('childTrace', () => {
  it('goes on in the trace of the caller, as a span of its own', () => {
    const child = childTrace(`00-${TRACE}-${SPAN}-01`);
    expect(child).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-01$`));
    expect(child).not.toContain(SPAN);
  });

  it('passes on of the flags only whether the trace is sampled', () => {
    expect(childTrace(`00-${TRACE}-${SPAN}-ff`)).toMatch(/-01$/);
    expect(childTrace(`00-${TRACE}-${SPAN}-02`)).toMatch(/-00$/);
  });

  it('takes a later version by its first four parts', () => {
    expect(childTrace(`cc-${TRACE}-${SPAN}-01-what-is-to-come`)).toContain(TRACE);
  });

  it.each([
    ['nothing', undefined],
    ['an empty text', ''],
    ['the version that is forbidden', `ff-${TRACE}-${SPAN}-01`],
    ['more parts than its version has', `00-${TRACE}-${SPAN}-01-more`],
    ['a trace of zeros', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['a span of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['capital letters', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
    ['a trace that is too short', `00-${TRACE.slice(1)}-${SPAN}-01`],
    ['another line', `00-${TRACE}-${SPAN}-01\nx: y`],
  ])('begins a new trace when given %s', (_name, parent) => {
    const child = childTrace(parent);
    expect(child).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    expect(child).not.toContain(TRACE);
    expect(childTrace(parent)).not.toBe(child);
  });
});
