// Three changes to the network's servers before they load; nothing else about them is altered.
import crypto from 'node:crypto'
import { registerHooks } from 'node:module'
import net from 'node:net'

// 1. They call listen(port), which means every interface. Keep them on 127.0.0.1.
const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (first, ...rest) {
  if (first === undefined || typeof first === 'function') {
    return listen.call(this, 0, '127.0.0.1', ...(first ? [first] : []))
  }
  if (typeof first === 'object' && first !== null) {
    return listen.call(this, 'port' in first ? { host: '127.0.0.1', ...first } : first, ...rest)
  }
  const isPort = typeof first === 'number' || /^\d+$/.test(first)
  const args = isPort && typeof rest[0] !== 'string' ? ['127.0.0.1', ...rest] : rest
  return listen.call(this, first, ...args)
}

// 2. The AppView's fuzzy people search needs PostgreSQL's pg_trgm, which the wheel lacks. Three
//    indexes become ordinary ones; nothing that Engage reads uses them.
const migrations = /bsky\/dist\/data-plane\/server\/db\/migrations\/\d+/
registerHooks({
  load(url, context, next) {
    const loaded = next(url, context)
    if (!migrations.test(url) || !String(loaded.source).includes('trgm')) return loaded
    const source = String(loaded.source)
      .replace('create extension if not exists pg_trgm with schema public', 'select 1')
      .replace(/\.using\('gist'\)(\s*\.expression\(sql `"\w+") gist_trgm_ops`/g, ".using('btree')$1`")
    if (/gist/.test(source)) throw new Error(`a trigram index is left in ${url}`)
    return { ...loaded, source }
  },
})

// 3. Passwords are hashed for secrecy, 40 ms each. Hundreds of made-up people have none to keep.
const scrypt = crypto.scrypt
crypto.scrypt = (password, salt, length, ...rest) => {
  const light = typeof rest[0] === 'function' ? [{ N: 16 }] : [] // where no cost is named
  return scrypt(password, salt, length, ...light, ...rest)
}
