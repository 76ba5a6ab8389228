// A certificate for 127.0.0.1 and localhost, made once per test process.
import { generate } from 'selfsigned'

export interface TestCertificate {
  readonly key: string
  readonly cert: string
}

let made: Promise<TestCertificate> | undefined

const make = async (): Promise<TestCertificate> => {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  })
  return { key, cert }
}

/** The certificate; the same one every time. */
export const testCertificate = (): Promise<TestCertificate> => (made ??= make())
