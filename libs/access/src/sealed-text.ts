import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Seals } from '#application';
import { KeySecrets } from './api-keys.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Seals a text with a key made from the pepper for one purpose; it opens only where it is bound to. */
export function sealText(text: string, pepper: string, purpose: string, boundTo: string): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyFrom(pepper, purpose), nonce).setAAD(Buffer.from(boundTo));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** @throws Error if it was sealed with another secret or for another purpose, bound to something else, or altered. */
export function openSealedText(sealed: Uint8Array, pepper: string, purpose: string, boundTo: string): string {
  const bytes = Buffer.from(sealed);
  const opener = createDecipheriv('aes-256-gcm', keyFrom(pepper, purpose), bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  })
    .setAAD(Buffer.from(boundTo))
    .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  const plain = [opener.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), opener.final()];
  return Buffer.concat(plain).toString('utf8');
}

function keyFrom(pepper: string, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', pepper, '', `placet ${purpose}`, 32));
}

/** Seals texts with the pepper, which every process of an installation shares and the database does not know. */
@Injectable()
export class PepperSeals extends Seals {
  constructor(private readonly secrets: KeySecrets) {
    super();
  }

  seal(text: string, boundTo: string): string {
    return Buffer.from(sealText(text, this.secrets.pepper, 'secrets', boundTo)).toString('base64');
  }

  open(sealed: string, boundTo: string): string {
    return openSealedText(Buffer.from(sealed, 'base64'), this.secrets.pepper, 'secrets', boundTo);
  }
}
