/**
 * Puts the words of a command line for jest in an order that jest understands: `--selectProjects` takes every word after
 * it for the name of a project, so that `--selectProjects unit calendar` finds no project "calendar" and runs all of
 * "unit". Words that name no project are paths, and go first.
 *
 * @param {readonly string[]} words
 * @param {readonly string[]} projects names of all projects
 * @returns {string[]}
 */
export function arranged(words, projects) {
  const paths = [];
  const others = [];
  let isSelecting = false;
  for (const word of words) {
    if (word.startsWith('-')) isSelecting = word === '--selectProjects';
    else if (isSelecting && !projects.includes(word)) {
      paths.push(word);
      continue;
    }
    others.push(word);
  }
  return [...paths, ...others];
}
