/**
 * Version of the requirement language and its evaluation. It is raised when the same documents would be decided
 * otherwise, so that two answers with one position can be told apart.
 */
export const ENGINE_VERSION = '1';
