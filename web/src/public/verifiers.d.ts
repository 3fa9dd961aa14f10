// The stand-alone verifiers (tools/), which these pages run too.
declare module '*verify-certificate.mjs' {
  export interface PublishedKey { id: string; algorithm: string; public_key: string }
  export interface Crypto {
    sm3(bytes: Uint8Array): Uint8Array;
    ed25519Fits(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
  }
  export interface ShortForm {
    fits: boolean; why: string; number?: string; name?: string; from?: string; to?: string; minutes?: string; issuer?: string; issued?: string; key?: string;
  }
  export function verifyShortForm(text: string, keys: PublishedKey[], crypto: Crypto): ShortForm;
  export function selfTest(crypto: Crypto): Record<string, boolean>;
}
declare module '*verify-ledger.mjs' {
  export interface Roots { items: { day: string; size: number; root: string }[] }
  export function check(proof: unknown, roots: (string | Roots)[], sm3: (bytes: Uint8Array) => Uint8Array): { proven: boolean; what: string };
}
