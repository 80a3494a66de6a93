/** Secrets must not be sent in the text of a case or a reply. These are fake and assembled from parts, so secret scanners find none in this file. */
import { describe, expect, test } from 'vitest'
import { findSecrets } from '../../src/graph/resolvers/secrets.js'
import { read, startGateway } from '../support/harness.js'

const letters = (length: number) => 'aB3dE6gH9j'.repeat(Math.ceil(length / 10)).slice(0, length)
const accessKeyId = ['AKIA', 'IOSFODNN7EXAMPLE'].join('')
const secretKey = letters(40)
const pem = (kind: string) => `-----BEGIN ${kind}PRIVATE KEY-----`
const jwt = ['eyJhbGciOiJub25lIn0', 'eyJzdWIiOiJqYW5lIn0', letters(32)].join('.')

describe('findSecrets', () => {
  test.each([
    ['an AWS access key id', accessKeyId, `aws_access_key_id = ${accessKeyId}`],
    ['an AWS access key id', accessKeyId.replace('AKIA', 'ASIA'), `(${accessKeyId.replace('AKIA', 'ASIA')})`],
    ['an AWS secret access key', secretKey, `AWS_SECRET_ACCESS_KEY=${secretKey}`],
    ['an AWS secret access key', secretKey, `"SecretAccessKey": "${secretKey}",`],
    ['an AWS secret access key', secretKey, `AWS Secret Access Key [None]: ${secretKey}`],
    ['an AWS session token', letters(200), `aws_session_token = ${letters(200)}`],
    ['a private key', pem(''), `${pem('')}\nMIIE\n`],
    ['a private key', pem('RSA '), `Here: ${pem('RSA ')}`],
    ['a private key', pem('OPENSSH '), pem('OPENSSH ')],
    ['a private key', '-----BEGIN PGP PRIVATE KEY BLOCK-----', '-----BEGIN PGP PRIVATE KEY BLOCK-----'],
    ['a GitHub token', `ghp_${letters(36)}`, `token ghp_${letters(36)}.`],
    ['a GitHub token', `github_pat_${letters(82)}`, `github_pat_${letters(82)}`],
    ['a GitLab token', `glpat-${letters(20)}`, `PRIVATE-TOKEN: glpat-${letters(20)}`],
    ['a Slack token', `xoxb-${letters(24)}`, `xoxb-${letters(24)}`],
    ['an npm token', `npm_${letters(36)}`, `//registry/:_authToken=npm_${letters(36)}`],
    ['a Stripe key', `sk_live_${letters(24)}`, `sk_live_${letters(24)}`],
    ['a Google key', `AIza${letters(35)}`, `key=AIza${letters(35)}`],
    ['a JSON Web Token', jwt, `Cookie: session=${jwt}; path=/`],
    ['a bearer token', letters(30), `Authorization: Bearer ${letters(30)}`],
    ['a card number', '4111111111111111', 'My card is 4111111111111111.'],
    ['a card number', '5555-5555-5555-4444', '5555-5555-5555-4444'],
    ['a card number', '3782 822463 10005', 'amex 3782 822463 10005, expires 12/27'],
    ['a card number', '4111 1111 1111 1111', 'paid 2026 4111 1111 1111 1111 12/27'],
  ])('findSecrets finds %s and its position (%#)', (kind, secret, text) => {
    const start = text.indexOf(secret)
    expect(findSecrets(text)).toEqual([{ kind, start, end: start + secret.length }])
  })

  test('findSecrets finds an access key id and the secret access key that follows it', () => {
    expect(findSecrets(`${accessKeyId}:${secretKey}`).map(({ kind }) => kind)).toEqual([
      'an AWS access key id',
      'an AWS secret access key',
    ])
  })

  test.each([
    ['AWS ids', 'case 176126002424672 of account 111122223333, case-111122223333-muen-2026-4111111111111111'],
    ['an ARN', 'arn:aws:iam::123456789012:role/AKIA-readers and arn:aws:kms:us-east-1:123456789012:key/4111'],
    ['a commit', 'fixed in 0123456789abcdef0123456789abcdef01234567'],
    ['a time in milliseconds', 'at 1764000000000, 1764000000001 and 4111 1111'],
    ['a card number with a wrong last digit', '4111111111111112'],
    ['decimals and longer numbers', '0.4111111111111111 and 41111111111111111111111 and x4111111111111111'],
    ['a public key', '-----BEGIN PUBLIC KEY-----\n-----BEGIN CERTIFICATE-----'],
    ['prose', 'The secret access key is rotated; the bearer authentication of npm_config and ghp_ fails with eyJ.'],
    ['a UUID', '41111111-1111-4111-8111-111111111111'],
  ])('findSecrets finds nothing in %s', (_, text) => {
    expect(findSecrets(text)).toEqual([])
  })

  // Each text is ten times as long as the longest body: a search slower than linear would exceed the test timeout.
  test.each([
    ['digits', '1'.repeat(80_000)],
    ['groups of digits', '4111 '.repeat(16_000)],
    ['groups of digits with hyphens', '411-'.repeat(20_000)],
    ['beginnings of tokens', 'eyJaaaaaaaa.'.repeat(6_666)],
    ['one long beginning of a token', `eyJ${'a'.repeat(80_000)}`],
    ['beginnings of keys', '-----BEGIN A B C D '.repeat(4_000)],
    ['words that announce a secret', 'secret access key '.repeat(4_444)],
    ['spaces after such a word', `secret key${' '.repeat(80_000)}`],
    ['bearers', 'bearer '.repeat(11_000)],
    ['brackets', `secret key${'['.repeat(80_000)}`],
  ])('findSecrets searches hostile text in linear time: %s', (_, text) => {
    expect(findSecrets(text)).toEqual([])
  })
})

describe('secrets in writes', () => {
  const body = `🙂 All fails.\n\nWe use ${accessKeyId} for it.`

  test('createCase returns SENSITIVE with the kind and position of each secret, without calling AWS', async () => {
    const gateway = await startGateway()
    const source =
      'mutation ($input: CreateCaseInput!) { createCase(input: $input) { caseId userErrors { code field message } } }'
    for (const validateOnly of [false, true]) {
      const input = { subject: `Card 4111 1111 1111 1111`, body, validateOnly }
      const { data, errors } = await gateway.query(source, { input })
      expect(errors).toEqual([])
      expect(data).toEqual({
        createCase: {
          caseId: null,
          userErrors: [
            {
              code: 'SENSITIVE',
              field: ['input', 'subject'],
              message: expect.stringMatching(
                /^subject has what looks like a card number \(characters 6 to 24, line 1\)/,
              ),
            },
            {
              code: 'SENSITIVE',
              field: ['input', 'body'],
              message:
                'body has what looks like an AWS access key id (characters 22 to 41, line 3): remove it, or set allowSensitive: true if it is not a secret or must be sent.',
            },
          ],
        },
      })
    }
    expect(await gateway.upstreamCalls()).toEqual({})
  })

  test('createCase sends a secret with allowSensitive, even under the idempotencyKey of the rejected attempt', async () => {
    const gateway = await startGateway()
    const source = 'mutation ($input: CreateCaseInput!) { createCase(input: $input) { caseId userErrors { code } } }'
    const input = { subject: 'S', body, idempotencyKey: 'k' }
    expect(read(await gateway.query(source, { input }), 'data.createCase.userErrors.0.code')).toBe('SENSITIVE')
    const { data } = await gateway.query(source, { input: { ...input, allowSensitive: true } })
    expect(data).toEqual({ createCase: { caseId: expect.any(String), userErrors: [] } })
  })

  test('addCommunication returns SENSITIVE for a secret in its body and sends it with allowSensitive', async () => {
    const gateway = await startGateway()
    const { data: found } = await gateway.query(
      'mutation { createCase(input: { subject: "S", body: "B" }) { caseId } }',
    )
    await gateway.upstreamCalls()
    const source =
      'mutation ($input: AddCommunicationInput!) { addCommunication(input: $input) { userErrors { code field } } }'
    const input = { caseId: read(found, 'createCase.caseId'), body }
    const refused = { addCommunication: { userErrors: [{ code: 'SENSITIVE', field: ['input', 'body'] }] } }
    expect((await gateway.query(source, { input })).data).toEqual(refused)
    expect((await gateway.query(source, { input: { ...input, validateOnly: true } })).data).toEqual(refused)
    expect(await gateway.upstreamCalls()).not.toHaveProperty('AddCommunicationToCase')
    const { data } = await gateway.query(source, { input: { ...input, allowSensitive: true } })
    expect(data).toEqual({ addCommunication: { userErrors: [] } })
  })
})
