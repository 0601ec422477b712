import { expect, test } from 'vitest'
import { tunnelPort } from './tunnel-address.ts'

test.each([
  ['http://127.0.0.1:40001/files/x', 40_001],
  ['http://127.0.0.1/', 80],
  ['http://127.1:40001', 40_001],
  ['http://2130706433:40001/', 40_001],
  ['http://0x7f.0.0.1:40001/', 40_001],
  ['http://127.9.9.9:40001/', 40_001],
  ['http://LOCALHOST:40001/', 40_001],
  ['http://localhost.:40001/', 40_001],
  ['http://a.localhost:40001/', 40_001],
  ['http://[::1]:40001/', 40_001],
  ['http://[::ffff:127.0.0.1]:40001/', 40_001],
  ['http://user@127.0.0.1:40001/', 40_001],
  ['https://127.0.0.1:40001/', null],
  ['ws://127.0.0.1:40001/', null],
  ['http://10.0.0.1:40001/', null],
  ['http://127.0.0.1.example.org:40001/', null],
  ['http://localhost.example.org:40001/', null],
  ['127.0.0.1:40001', null],
  ['', null],
])('%s leads to our own port %s', (url, port) => {
  expect(tunnelPort(url)).toBe(port)
})
