import fc from 'fast-check'
import { http } from '/work/main/server/test/client.ts'
import { startProcess } from '/work/main/server/test/fuzz/process.ts'
import { fuzzRequest } from '/work/main/server/test/fuzz/request.ts'
import { createSender } from '/work/main/server/test/fuzz/send.ts'
import { objection, readSpec } from '/work/main/server/test/fuzz/spec.ts'
import { createWorld } from '/work/main/server/test/fuzz/world.ts'
const room = await startProcess({ access_token_ms: 24 * 3600 * 1000 })
const spec = readSpec((await http(room.url).get('/api/openapi.json')).text)
const world = await createWorld(room.url)
const sender = createSender(room.url)
const N = Number(process.argv[2]), seed = Number(process.argv[3])
const bad = new Map<string, { n: number; ex: string[] }>()
const seen = new Map<string, Map<number, number>>()
const t = performance.now()
let sent = 0
let slow: [number,string][] = []
await fc.assert(fc.asyncProperty(fuzzRequest(world, spec), async (a) => {
  if (sent++ % 150 === 0) { await world.renew() ; if (sent % 3000 < 150) console.log(sent, JSON.stringify(await room.memory())) }
  const t0 = performance.now()
  let wrong: string | null
  try { const r = await sender.send(a); wrong = objection(spec, a.method, a.target, r)
  const op = spec.find(a.method, a.target)
  if (typeof op === 'object') { const m = seen.get(op.id) ?? new Map(); m.set(r.status, (m.get(r.status) ?? 0) + 1); seen.set(op.id, m) }
  } catch (e) { wrong = String(e) }
  const dt = performance.now() - t0
  if (dt > 100) slow.push([dt, a.method + ' ' + a.target.slice(0,80) + ' ' + a.body?.length])
  if (wrong) { const k = wrong.replace(/[0-9a-f-]{36}/g,'ID').slice(0, 150); const b = bad.get(k) ?? { n: 0, ex: [] }; b.n++; if (b.ex.length < 2) b.ex.push(`${a.who} ${a.method} ${a.target.slice(0,200)} ${JSON.stringify({...a.headers, authorization: undefined})} ${a.body?.toString('latin1').slice(0,300)} ${a.body?.length}`); bad.set(k, b) }
}), { numRuns: N, seed })
console.log('done', sent, (performance.now() - t) / 1000, JSON.stringify(await room.memory()), room.ended())
for (const [k, b] of bad) { console.log('\n##', b.n, k); for (const e of b.ex) console.log('   ', e) }
for (const o of spec.operations) console.log(o.id, JSON.stringify(Object.fromEntries(seen.get(o.id) ?? [])))
console.log(slow.sort((a,b)=>b[0]-a[0]).slice(0,15))
sender.close()
await room[Symbol.asyncDispose]()
