import style from './Skeleton.module.css'

/** The place of something that is on its way. */
export const Skeleton = ({ width = '100%', height = 16 }: { width?: number | string; height?: number | string }) => (
  <span className={style['skeleton']} style={{ width, height }} aria-hidden />
)
