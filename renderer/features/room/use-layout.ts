import { useMediaQuery } from '../../ui/use-media-query.ts'

/** `wide`: room for a right column. `narrow`: one column. */
export type Layout = 'wide' | 'middle' | 'narrow'

/** The same borders as in the style sheets. */
export function useLayout(): Layout {
  const isNarrow = useMediaQuery('(max-width: 719.98px)')
  const isWide = useMediaQuery('(min-width: 1000px)')
  return isNarrow ? 'narrow' : isWide ? 'wide' : 'middle'
}
