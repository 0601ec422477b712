import type { AnchorHTMLAttributes, MouseEvent, Ref } from 'react'
import { useApp } from '../../app/context.tsx'
import { type Place, pathOf } from '../../app/place.ts'

/** A link to a place in the app: a real address, so that it can be opened in a tab of its own. */
export function PlaceLink({
  place,
  onClick,
  children,
  ...rest
}: { place: Place; ref?: Ref<HTMLAnchorElement> } & AnchorHTMLAttributes<HTMLAnchorElement>) {
  const { nav } = useApp()
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event)
    if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    nav.go(place)
  }
  return (
    <a {...rest} href={pathOf(place)} onClick={follow}>
      {children}
    </a>
  )
}
