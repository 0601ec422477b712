import withDot from './favicon-unread.svg'

/** The page's picture in the tab, with a dot while something is unread. */
export function createFavicon(document: Document): (isUnread: boolean) => void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
  const plain = link?.href
  return (isUnread) => {
    if (link && plain !== undefined) link.href = isUnread ? withDot : plain
  }
}
