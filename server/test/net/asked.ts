import process from 'node:process'
import { z } from 'zod'
import { PASSWORD } from '../room.ts'
import type { Net } from './net.ts'
import { cli } from './room.ts'

const Answer = z.object({ status: z.number(), body: z.unknown() })

/** Asks one request from a host; `null` when nobody answers within three seconds. */
const ASK = `
const [url, method, token, body] = process.argv.slice(1)
fetch(url, {
  method, signal: AbortSignal.timeout(3_000),
  headers: { ...(token && { authorization: 'Bearer ' + token }), ...(body && { 'content-type': 'application/json' }) },
  ...(body && { body }),
}).then(async (answer) => console.log(JSON.stringify({ status: answer.status, body: await answer.json() })), () => console.log('null'))`

export async function ask<Host extends string>(
  net: Net<Host>,
  host: Host,
  url: string,
  { method = 'GET', token = '', json }: { method?: string; token?: string; json?: object } = {},
): Promise<z.infer<typeof Answer> | null> {
  const argv = [process.execPath, '-e', ASK, url, method, token, json ? JSON.stringify(json) : '']
  const { out, err } = await net.run(host, argv).ended
  if (out === '') throw new Error(`It could not be asked: ${err}`)
  return Answer.nullable().parse(JSON.parse(out))
}

/** Makes the owner of the room on that host, and gives their token. */
export async function ownerToken<Host extends string>(net: Net<Host>, host: Host, port = 22_800): Promise<string> {
  const answer = await ask(net, host, `http://127.0.0.1:${port}/api/auth/register`, {
    method: 'POST',
    json: { username: 'owner', password: PASSWORD },
  })
  return z.object({ access_token: z.string() }).parse(answer?.body).access_token
}

export const Report = z.object({
  findings: z.array(z.object({ id: z.string(), state: z.string(), says: z.string(), do: z.string().nullable() })),
})
export type Found = z.infer<typeof Report>['findings']

/** The doctor, from the command line on that host. */
export async function askDoctor<Host extends string>(net: Net<Host>, host: Host, ...args: string[]): Promise<Found> {
  const { out, err } = await net.run(host, cli('doctor', '--json', ...args)).ended
  if (out === '') throw new Error(`The doctor says nothing: ${err}`)
  return Report.parse(JSON.parse(out)).findings
}

export const idsOf = (found: Found, state: string) => found.flatMap((one) => (one.state === state ? [one.id] : []))
