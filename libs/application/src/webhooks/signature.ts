import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/** Makes the secret of a webhook as Standard Webhooks writes it: `whsec_` and the key in base64. */
export function newWebhookSecret(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString('base64');
}

/**
 * Value of `webhook-signature`: an HMAC-SHA256 in base64 over id, timestamp and body, once for each secret in use, so
 * that receivers can change theirs at any moment of a rotation.
 *
 * @param timestamp seconds since 1970, as sent in `webhook-timestamp`.
 */
export function webhookSignature(
  secrets: readonly string[],
  id: string,
  timestamp: number,
  body: string,
): string {
  return secrets
    .map((secret) => {
      const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
      return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
    })
    .join(' ');
}
