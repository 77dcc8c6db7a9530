/** Languages in which explanations are shipped; the first one is the fallback. */
export const LANGUAGES = ['en', 'ko'] as const;
export type Language = (typeof LANGUAGES)[number];
