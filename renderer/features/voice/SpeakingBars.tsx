import style from './SpeakingBars.module.css'

/** Three bars that move while somebody speaks: the ring around a picture is only a colour. Its word stands beside it. */
export const SpeakingBars = () => (
  <span aria-hidden className={style['bars']}>
    <i />
    <i />
    <i />
  </span>
)
