// The JSON form of a certificate, verified by a library that knows nothing of this project: data model, DID document,
// key and proof (eddsa-jcs-2022). Whatever it would fetch from a network it gets from here. `now` is the issuer's time: a
// walk may have moved the server's clock.
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { createVerifyCryptosuite } from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';

const undefinedTerms = 'https://www.w3.org/ns/credentials/undefined-terms/v2';

export async function verifyCredential(credential, did, now) {
  const documentLoader = async (url) => {
    if (url === undefinedTerms) return { documentUrl: url, document: { '@context': { '@vocab': 'https://www.w3.org/ns/credentials/undefined-term#' } } };
    if (url === did.id) return { documentUrl: url, document: did };
    const method = did.verificationMethod.find((one) => one.id === url);
    if (method) return { documentUrl: url, document: { '@context': 'https://w3id.org/security/multikey/v1', ...method } };
    return vc.defaultDocumentLoader(url);
  };
  return vc.verifyCredential({ credential, suite: new DataIntegrityProof({ cryptosuite: createVerifyCryptosuite() }), documentLoader, now });
}
