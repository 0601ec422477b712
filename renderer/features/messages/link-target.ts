const SCHEMES = new Set(['http:', 'https:', 'mailto:'])

/** Where a link in a message may lead: the web, or a letter. Everything else (`javascript:`, `data:`, files) is text. */
export function linkTarget(href: string | undefined): URL | null {
  const url = URL.parse(href ?? '')
  return url && SCHEMES.has(url.protocol) ? url : null
}

/** The text looks like an address of another host than the link's: that host is shown beside it. */
export function realHost(text: string, target: URL): string | null {
  if (target.protocol === 'mailto:') return null
  const shown = /^\s*(?:https?:\/\/)?(?<host>[\w-]+(?:\.[\w-]+)+)(?:[:/?#\s]|$)/i.exec(text)?.groups?.['host']
  if (shown === undefined) return null
  const bare = (host: string) => host.toLowerCase().replace(/^www\./, '')
  return bare(shown) === bare(target.hostname) ? null : target.hostname
}
