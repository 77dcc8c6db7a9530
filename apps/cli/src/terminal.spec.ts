import { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { Terminal } from './terminal.ts';

class Written extends Writable {
  text = '';
  isTTY = false;
  columns = 80;

  override _write(part: Buffer, _encoding: string, done: () => void): void {
    this.text += part.toString('utf8');
    done();
  }
}

describe('Terminal', () => {
  it('draws the same line anew where somebody watches, and takes it away before anything else is said', () => {
    const [out, err] = [new Written(), new Written()];
    err.isTTY = true;
    const terminal = new Terminal(out, err);
    terminal.show('1 of 2');
    terminal.show('2 of 2');
    terminal.say('done');
    expect(err.text).toBe('\r1 of 2\u001B[K\r2 of 2\u001B[K\r\u001B[K');
    expect(out.text).toBe('done\n');
  });

  it('writes plain lines elsewhere, each once', () => {
    const [out, err] = [new Written(), new Written()];
    const terminal = new Terminal(out, err);
    terminal.show('1 of 2');
    terminal.show('1 of 2');
    terminal.show('2 of 2');
    terminal.clear();
    expect(err.text).toBe('1 of 2\n2 of 2\n');
  });

  it('takes 80 columns for a terminal that does not know its width', () => {
    const err = new Written();
    err.columns = 0;
    expect(new Terminal(new Written(), err).columns).toBe(80);
  });
});
