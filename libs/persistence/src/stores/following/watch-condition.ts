/**
 * Whether an event e concerns a watch w. Only the default needs count for vendors, markets and regimes: own questions are
 * watched as needs.
 */
export const CONCERNS = `CASE e.type
  WHEN 'placet.notice.matched' THEN w.kind = 'notices' AND e.data ->> 'watch' = w.id::text
  WHEN 'placet.verdict.changed' THEN CASE w.kind
    WHEN 'need' THEN e.data ->> 'question' = w.question::text
    WHEN 'notices' THEN false
    ELSE e.data ->> 'need' = coalesce(w.subject ->> 'need', e.data ->> 'need') AND CASE w.kind
      WHEN 'vendor' THEN e.vendor = w.subject ->> 'vendor' AND e.market = coalesce(w.subject ->> 'market', e.market)
      WHEN 'market' THEN e.market = w.subject ->> 'market'
      WHEN 'regime' THEN e.data #>> '{cause,kind}' = 'regime' AND e.data #>> '{cause,key}' = w.subject ->> 'regime'
    END
  END
  ELSE false
END`;

/** Whether an event e alerts one of some watches (an array of ids in SQL), or is told for one, such as its digest. */
export function concernsOneOf(watches: string): string {
  return `(e.data ->> 'watch' = ANY(${watches}) OR EXISTS (
    SELECT FROM placet.watch w WHERE w.id::text = ANY(${watches}) AND w.created <= e.time AND ${CONCERNS}))`;
}
