import { sm3 as hexOf } from 'sm-crypto-v2';

/** GB/T 32905 over bytes. */
export const sm3 = (bytes: Uint8Array): Uint8Array => Uint8Array.from(hexOf(bytes).match(/../g) ?? [], (two) => parseInt(two, 16));
