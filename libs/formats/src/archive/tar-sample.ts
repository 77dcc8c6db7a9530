/** A file to put into an archive; `type` is its kind as archives write it (`0` for files, `5` for folders). */
export interface SampleFile {
  readonly name: string;
  readonly text: string;
  readonly type?: string;
  /** Where long names go: the POSIX prefix. */
  readonly prefix?: string;
}

/** Writes an archive of `tar` as POSIX says, for tests and benchmarks. */
export function tarOf(files: readonly SampleFile[]): Buffer {
  return Buffer.concat([
    ...files.flatMap(({ text, ...file }) => entry({ ...file, text })),
    Buffer.alloc(1024),
  ]);
}

function entry({ name, text, type = '0', prefix = '' }: SampleFile): Buffer[] {
  const bytes = Buffer.from(text);
  const header = Buffer.alloc(512);
  header.write(name, 0, 100);
  header.write('0000644\0', 100);
  header.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('        ', 148);
  header.write(type, 156);
  header.write('ustar\x0000', 257, 'latin1');
  header.write(prefix, 345, 155);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return [header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
}
