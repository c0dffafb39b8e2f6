// PLC directory, PDS and AppView: the servers that run bsky.app, in one process on loopback.
// Prints one line of JSON when they answer. Settings come from net.py.
//   GET /settle on the control port returns once the AppView has indexed everything written so far.
import http from 'node:http'
import { TestNetwork, TestNetworkNoAppView } from '@atproto/dev-env'

const base = Number(process.env.NET_BASE_PORT)
const ports = { plc: base, pds: base + 1, appview: base + 2, ozone: base + 3, control: base + 4 }

const plc = { port: ports.plc }
const pds = {
  port: ports.pds,
  hostname: 'localhost',
  enableDidDocWithSession: true,
  rateLimitsEnabled: process.env.NET_RATE_LIMITS === '1',
}
const network =
  process.env.NET_PDS_ONLY === '1'
    ? await TestNetworkNoAppView.create({ pds, plc })
    : await TestNetwork.create({
        pds,
        plc,
        bsky: {
          port: ports.appview,
          publicUrl: `http://localhost:${ports.appview}`,
          maxThreadDepth: 10, // production cuts threads, too, at a depth it does not tell
        },
        ozone: { port: ports.ozone },
      })

http
  .createServer(async (request, response) => {
    try {
      await network.processAll()
      response.writeHead(204).end()
    } catch (error) {
      response.writeHead(500).end(String(error))
    }
  })
  .listen(ports.control)

console.log(
  JSON.stringify({
    plc: network.plc.url,
    pds: network.pds.url,
    appview: network.bsky?.url ?? null,
    control: `http://localhost:${ports.control}`,
  }),
)
