// A stand-in for an issuer of tokens, to try AUTH_MODE=jwt with: `node scripts/token-issuer.js ann cases:read`. It prints a token that is good for
// an hour, of the issuer `demo`, for the audience `support`, and publishes the key to check it with at http://127.0.0.1:4001/ (PORT) until Ctrl-C.
import { createServer } from 'node:http'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

const [subject = 'ann', ...scopes] = process.argv.slice(2)
const { publicKey, privateKey } = await generateKeyPair('ES256')
const key = { ...(await exportJWK(publicKey)), kid: 'demo', alg: 'ES256', use: 'sig' }

const token = await new SignJWT({ scope: scopes.join(' ') })
  .setProtectedHeader({ alg: 'ES256', kid: 'demo' })
  .setIssuer('demo')
  .setAudience('support')
  .setSubject(subject)
  .setIssuedAt()
  .setExpirationTime('1h')
  .sign(privateKey)

const server = createServer((_request, response) => {
  response.setHeader('content-type', 'application/jwk-set+json').end(JSON.stringify({ keys: [key] }))
})
server.listen(Number(process.env.PORT ?? 4001), '127.0.0.1', () => {
  process.stdout.write(`${token}\n`)
  process.stderr.write(`Keys at http://127.0.0.1:${server.address().port}/\n`)
})
