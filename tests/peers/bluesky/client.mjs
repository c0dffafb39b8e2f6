// Ask the authorization server's own code whether it takes a client: its metadata document, as it
// would fetch it, and the assertion the client proves itself with.
//   node client.mjs PACKAGES < {"client_id", "metadata", "form", "issuer"}   prints who it took it for
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const provider = `${process.argv[2]}/node_modules/@atproto/oauth-provider/dist/client/client-manager.js`
const { ClientManager } = await import(pathToFileURL(provider))
const asked = JSON.parse(readFileSync(0, 'utf8'))

const server = { grant_types_supported: ['authorization_code', 'refresh_token'] }
const cache = () => ({ get: () => undefined, set: () => {}, del: () => {} })
const json = { headers: { 'content-type': 'application/json' } }
const fetched = async () => new Response(JSON.stringify(asked.metadata), json)
const manager = new ClientManager(server, [], {}, null, null, fetched, cache(), cache())

const client = await manager.getClient(asked.client_id)
const known = await client.authenticate(asked.form, { authorizationServerIdentifier: asked.issuer })
const { dpop_bound_access_tokens, scope } = client.metadata
console.log(JSON.stringify({ method: known.method, kid: known.kid, dpop_bound_access_tokens, scope }))
