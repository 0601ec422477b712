import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { expect, test } from 'vitest'
import { z } from 'zod'

const Finding = z.object({ id: z.string(), where: z.string(), severity: z.string() })
type Finding = z.infer<typeof Finding>

const scan = (...files: string[]): Finding[] =>
  execFileSync(process.execPath, [join(import.meta.dirname, 'security/scan.ts'), ...files], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line !== '')
    // A file that it could not read is a line without these fields, and fails here.
    .map((line) => Finding.parse(JSON.parse(line)))

test('[SS1] a public scanner finds nothing of high severity, and what it finds is explained', () => {
  const explained = readFileSync(resolve(import.meta.dirname, '../../main/SECURITY.md'), 'utf8')
  const findings = scan()
  expect(findings.filter(({ severity }) => severity === 'HIGH')).toEqual([])
  for (const { id } of findings) expect(explained).toContain(`\`${id}\``)
})

test('[SS2] and it would find: a window without a sandbox, isolation, web security', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stuffchat-bad-'))
  try {
    const bad = join(folder, 'bad.js')
    writeFileSync(
      bad,
      `const { BrowserWindow } = require('electron')
       new BrowserWindow({ webPreferences: { sandbox: false, contextIsolation: false, webSecurity: false } })`,
    )
    const ids = scan(bad)
      .filter(({ where }) => where.startsWith('bad.js'))
      .map(({ id }) => id)
    expect(ids).toEqual(
      expect.arrayContaining(['SANDBOX_JS_CHECK', 'CONTEXT_ISOLATION_JS_CHECK', 'WEB_SECURITY_JS_CHECK']),
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
