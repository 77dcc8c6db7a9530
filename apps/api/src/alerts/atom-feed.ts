import type { EventCause, Watch, WatchAlert } from '#application';

/** Media type of a feed. */
export const ATOM_TYPE = 'application/atom+xml; charset=utf-8';

/** A watch's alerts as an Atom feed (RFC 4287), newest first; ids and dates of entries never change. */
export function atomFeed(watch: Watch, alerts: readonly WatchAlert[], address: string): string {
  const updated = alerts[0]?.time ?? watch.created;
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    `  <id>urn:uuid:${watch.id}</id>`,
    `  <title>${xml(watch.name)}</title>`,
    `  <updated>${updated.toISOString()}</updated>`,
    '  <author><name>Placet</name></author>',
    `  <link rel="self" type="application/atom+xml" href="${xml(address)}"/>`,
    ...alerts.map(entry),
    '</feed>',
    '',
  ].join('\n');
}

function entry(alert: WatchAlert): string {
  const { title, text } = wordsOf(alert);
  return [
    '  <entry>',
    `    <id>urn:uuid:${alert.event}</id>`,
    `    <title>${xml(title)}</title>`,
    `    <updated>${alert.time.toISOString()}</updated>`,
    `    <category term="${xml(alert.type)}"/>`,
    `    <content type="text">${xml(text)}</content>`,
    '  </entry>',
  ].join('\n');
}

function wordsOf(alert: WatchAlert): { title: string; text: string } {
  if (alert.type === 'placet.verdict.changed') {
    const { market, offering, before, after, asOf, cause, need } = alert.data;
    const whose = need === null ? 'For the watched need' : `For the default need "${need}"`;
    return {
      title: `${market}: ${offering} is ${after ?? 'not on sale'}`,
      text: `Before it was ${before ?? 'not on sale'}. ${whose}, as of ${asOf}. ${causeWords(cause)}`,
    };
  }
  if (alert.type === 'placet.notice.matched') {
    const { title, buyer, market, deadline, cause } = alert.data;
    const facts = [buyer, market, deadline === null ? null : `deadline ${deadline}`].filter(Boolean);
    return { title: title ?? alert.subject, text: `${facts.join(', ')}. ${causeWords(cause)}` };
  }
  return { title: `${alert.type}: ${alert.subject}`, text: JSON.stringify(alert.data) };
}

function causeWords({ kind, key, version, source, delivery, pointer }: EventCause): string {
  if (kind === 'day') return `The cause is the day: ${key ?? ''}.`;
  const what = [kind, key, version === null ? null : `version ${version}`].filter(Boolean).join(' ');
  const where =
    source === null ? '' : `, from source ${source}, delivery ${delivery ?? '?'} ${pointer ?? ''}`;
  return `The cause is ${what}${where}.`.replace(/ +\./, '.');
}

/** Text for XML 1.0, which can't hold every character even when it is escaped. */
function xml(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
