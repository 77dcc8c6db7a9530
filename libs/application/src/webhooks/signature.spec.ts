import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { newWebhookSecret, webhookSignature } from './signature.ts';

// The example of the Standard Webhooks specification.
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const ID = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
const BODY = '{"test": 2432232314}';

describe('webhookSignature', () => {
  it('signs the example of the specification as the specification does', () => {
    expect(webhookSignature([SECRET], ID, 1614265330, BODY)).toBe(
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    );
  });

  it('signs once with each secret, the present one first', () => {
    const other = newWebhookSecret();
    const [first, second] = webhookSignature([other, SECRET], ID, 1614265330, BODY).split(' ');
    expect(second).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
    const key = Buffer.from(other.slice(6), 'base64');
    const mac = createHmac('sha256', key).update(`${ID}.1614265330.${BODY}`).digest('base64');
    expect(first).toBe(`v1,${mac}`);
  });

  it('is accepted by an independent reader, for any secret that is made here', () => {
    const secret = newWebhookSecret();
    const now = Math.floor(Date.now() / 1000);
    const headers = {
      'webhook-id': ID,
      'webhook-timestamp': String(now),
      'webhook-signature': webhookSignature([secret], ID, now, BODY),
    };
    expect(new Webhook(secret).verify(BODY, headers)).toEqual({ test: 2432232314 });
  });
});

describe('newWebhookSecret', () => {
  it('has 256 bits of chance', () => {
    const secret = newWebhookSecret();
    expect(Buffer.from(secret.replace('whsec_', ''), 'base64')).toHaveLength(32);
    expect(newWebhookSecret()).not.toBe(secret);
  });
});
