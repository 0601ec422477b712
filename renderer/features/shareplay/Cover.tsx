import { useState } from 'react'
import type { ShareplayItem } from '#protocol/shareplay.ts'
import { useRoom } from '../../app/context.tsx'
import { classes } from '../../ui/classes.ts'
import { fillsPlace } from './cover-art.ts'
import { CoverArt } from './CoverArt.tsx'
import style from './Cover.module.css'

type Pictured = Pick<ShareplayItem, 'id' | 'thumbnail_path'>

/** A song's cover, or what is drawn for it. Decoration: its title stands beside it. */
export function Cover({ item, size }: { item: Pictured; size: 'line' | 'row' | 'large' }) {
  const { baseUrl } = useRoom()
  const src = item.thumbnail_path === null ? null : new URL(item.thumbnail_path, baseUrl).href
  return (
    <span className={classes(style['cover'], style[size])}>
      <CoverArt itemId={item.id} />
      {src !== null && <Picture key={src} src={src} isLazy={size !== 'large'} />}
    </span>
  )
}

/** `isLazy`: fetched once it is about to be seen; a queue has 200 of them. */
function Picture({ src, isLazy }: { src: string; isLazy: boolean }) {
  const [shape, setShape] = useState<'coming' | 'broken' | 'fills' | 'whole'>('coming')
  if (shape === 'broken') return null
  return (
    <img
      src={src}
      alt=""
      width="320"
      height="180"
      loading={isLazy ? 'lazy' : 'eager'}
      decoding="async"
      className={shape === 'fills' ? undefined : style[shape]}
      onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
        setShape(fillsPlace(naturalWidth, naturalHeight) ? 'fills' : 'whole')
      }
      onError={() => setShape('broken')}
    />
  )
}
