/** What leads to this machine itself, as the URL parser spells it, for however many ways there are to write it. */
const OURSELVES = /^(?:127\.\d+\.\d+\.\d+|(?:.+\.)?localhost\.?|\[::1\]|\[::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}\])$/

/** The port of this machine that an http address leads to, or null when it leads elsewhere. */
export function tunnelPort(url: string): number | null {
  const parsed = URL.parse(url)
  if (parsed === null || parsed.protocol !== 'http:' || !OURSELVES.test(parsed.hostname)) return null
  return parsed.port === '' ? 80 : Number(parsed.port)
}
