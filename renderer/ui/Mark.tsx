import style from './Mark.module.css'

/** The app's mark: a lit door that is also a speech bubble. */
export const Mark = ({ size = 28 }: { size?: number }) => (
  <svg viewBox="0 0 28 28" width={size} height={size} className={style['mark']} aria-hidden>
    <path className={style['bubble']} d="M4 13.5C4 7.7 8.5 3 14 3s10 4.7 10 10.5V20a3 3 0 0 1-3 3H9.2L4 27.4z" />
    <path className={style['door']} d="M10.5 18v-4.2a3.5 3.5 0 0 1 7 0V18z" />
  </svg>
)
