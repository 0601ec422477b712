import { writeFileSync } from 'node:fs'
import { startRoom } from '../room.ts'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { z } from 'zod'
const room = await startRoom()
const text = (await room.nobody.get('/api/openapi.json')).text
writeFileSync('/tmp/openapi.json', JSON.stringify(JSON.parse(text), null, 1))
await room.close()
for (const name of ['recommended', 'recommended-strict'] as const) {
const config = await createConfig({ extends: [name] })
const problems = await lintFromString({ source: text, absoluteRef: '/openapi.json', config })
const c: Record<string, number> = {}
for (const p of problems) { const k = p.severity + ' ' + p.ruleId; c[k] = (c[k] ?? 0) + 1 }
console.log(name, c)
for (const p of problems.slice(0, 12)) console.log(p.ruleId, p.message.slice(0, 200), p.location.map((l) => l.pointer).join())
}
const doc = JSON.parse(text)
const defs = JSON.parse(JSON.stringify(doc.components.schemas).replaceAll('#/components/schemas/', '#/$defs/'))
const m = z.fromJSONSchema({ $ref: '#/$defs/Message', $defs: defs })
console.log(m.safeParse({ id: 1 }).error?.issues.length, Object.keys(defs))
