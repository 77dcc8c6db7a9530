/** Folders of the project that code lies in; whatever stands before them is about a machine. */
const OF_PROJECT = /^(?:.*[/\\])?((?:apps|libs)[/\\][\w-]+[/\\]src[/\\].*)$/;
const OF_PACKAGE = /[/\\](node_modules[/\\].*)$/;
/** An absolute path, as an address of a file or plain: it ends with a space, a quote or a bracket, or with its file's place. */
const FILE_ADDRESS = /\bfile:\/\/[^\s'"`()]+/g;
const PATH = /(?<![\w./\\:~-])(?:[A-Za-z]:)?[/\\][^\s'"`()]+/g;
/** A frame of V8 names its file in brackets or after "at". */
const FRAME = /^\s+at\s/;
const FRAME_PATH = /(\(|\bat (?:async )?)((?:[A-Za-z]:)?[/\\][^()]*?)(?=(?::\d+){0,2}\)?$)/;
/** What the operating system says ends with the path in quotes: ENOENT: no such file or directory, open '/…'. */
const OF_SYSTEM = /\bE[A-Z0-9]{2,}: /;
const QUOTED_PATH = /'(?:[A-Za-z]:)?[/\\][^']*'/g;

/**
 * A stack trace or message as it may be shown: files by their place in the project or its packages, and other absolute
 * paths by the name alone. Where a server keeps its files is no business of who reads a queue. Paths that could as well be
 * addresses or pointers ("/document/id") stay in messages unless the operating system speaks.
 */
export function shownTrace(trace: string): string {
  return trace.split('\n').map(shownLine).join('\n');
}

function shownLine(line: string): string {
  const text = line.replaceAll(FILE_ADDRESS, (address) => shownPath(address.slice('file://'.length)));
  if (FRAME.test(text))
    return text.replace(FRAME_PATH, (_, before: string, path: string) => before + shownPath(path));
  const said = OF_SYSTEM.test(text)
    ? text.replaceAll(QUOTED_PATH, (quoted) => `'${shownPath(quoted.slice(1, -1))}'`)
    : text;
  return said.replaceAll(PATH, (path) => knownPart(path) ?? path);
}

function shownPath(path: string): string {
  return knownPart(path) ?? `…/${path.split(/[/\\]/).at(-1) ?? ''}`;
}

function knownPart(path: string): string | undefined {
  return OF_PACKAGE.exec(path)?.[1] ?? OF_PROJECT.exec(path)?.[1];
}
