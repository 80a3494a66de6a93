// A demo token issuer, to try AUTH_MODE=jwt: `node scripts/token-issuer.js ann cases:read cases:write`. The first
// argument is the subject, and the others are scopes. It prints a token that is valid for an hour, with issuer `demo`
// and audience `support`. Until Ctrl-C, it publishes the verification key at http://127.0.0.1:4001/ (PORT).
import { createServer } from 'node:http'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

const [subject = 'ann', ...list] = process.argv.slice(2)
const scopes = list.flatMap((item) => item.split(','))
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
